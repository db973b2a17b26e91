// In the place of Unfold's script of this name, which draws charts: there are none at the desk.
