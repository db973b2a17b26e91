"""The peer: a plain Django REST framework project with tables of its own, as its documentation teaches it."""
