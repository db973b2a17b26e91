// In the place of Unfold's script of this name: browsers draw their own scrollbars, at once. Drawn anew they cost a long
// story 400 ms before one could write in it, and each was a landmark of the same name to screen readers.
"use strict";

// What Unfold's own script asks for.
window.SimpleBar = { instances: new WeakMap() };
