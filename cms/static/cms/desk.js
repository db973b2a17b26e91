"use strict";

// Asks before a page with unsaved changes is left. Any form of the newsroom counts, and so does the body editor, which
// tells of its changes by events on its text area. A form that keeps what is typed asks by itself.
(() => {
  let changed = false;
  const mark = (event) => {
    const form = event.target.form || event.target.closest?.("form");
    if (form && form.method === "post" && form.closest("#content-main") && !("keeps" in form.dataset)) changed = true;
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

// Names for screen readers where the admin's own parts have none.
(() => {
  const words = (element) => element?.textContent.replace(/[:*\s]+/g, " ").trim();

  const nameChoosers = () => {
    for (const container of document.querySelectorAll(".select2-container:not(.select2-container--open)")) {
      const select = container.previousElementSibling;
      const cell = container.closest("td")?.dataset.label;
      const name = words(select && document.querySelector(`label[for="${select.id}"]`)) || cell || select?.getAttribute("aria-label");
      if (!name) continue;
      for (const part of container.querySelectorAll("[role='combobox'], [role='textbox'], input")) {
        part.removeAttribute("aria-labelledby");
        part.setAttribute("aria-label", name);
      }
    }
  };

  const nameCells = () => {
    for (const control of document.querySelectorAll("td[data-label] :is(input, select, textarea):not([type='hidden'])")) {
      if (!control.labels?.length) control.setAttribute("aria-label", control.closest("td").dataset.label);
    }
  };

  window.addEventListener("load", () => {
    const content = document.getElementById("content");
    if (content && !document.querySelector("main, [role='main']")) content.setAttribute("role", "main");
    nameCells();
    // Choosers are drawn when jQuery is ready, which may be later than this; what is added last runs last.
    window.django?.jQuery?.(nameChoosers);
  });
  document.addEventListener("formset:added", () => setTimeout(() => {
    nameChoosers();
    nameCells();
  }));
})();
