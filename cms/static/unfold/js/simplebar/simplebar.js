// In the place of Unfold's script of this name: browsers draw their own scrollbars. Each that was drawn anew was a landmark
// of the same name to screen readers.
"use strict";

// What Unfold's own script asks for.
window.SimpleBar = { instances: new WeakMap() };
