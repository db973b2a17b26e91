// Asks before a page with unsaved changes is left. Any form of the newsroom counts, and so does the body editor, which
// tells of its changes by events on its text area.
"use strict";

(() => {
  let changed = false;
  const mark = (event) => {
    const form = event.target.form || event.target.closest?.("form");
    if (form && form.method === "post" && form.closest("#content-main")) changed = true;
  };
  document.addEventListener("input", mark);
  document.addEventListener("change", mark);
  document.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
})();
