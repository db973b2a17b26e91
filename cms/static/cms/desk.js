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

// Ctrl+S saves, from wherever one writes. While a dialog is open it does nothing, and never what browsers do with it.
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
  const save = document.querySelector("#submit-row button[name='_save']");
  if (!save) return;
  event.preventDefault();
  if (!document.querySelector("dialog[open]")) save.click();
});

// Names for screen readers where the admin's own parts have none.
(() => {
  const PRESSED = "[x-on\\:click]:not(a[href], button, input, select, textarea, label, summary)";
  // Of what shows a sign alone.
  const NAMES = {
    dock_to_right: "Show or hide the navigation", close: "Close", newspaper: "Overview", search: "Search", more_vert: "More",
  };

  const words = (element) => element?.textContent.replace(/[:*\s]+/g, " ").trim();
  const nameOf = (field) =>
    (field && words(document.querySelector(`label[for="${field.id}"]`))) || field?.closest("td")?.dataset.label || field?.getAttribute("aria-label");

  const nameChoosers = () => {
    for (const container of document.querySelectorAll(".select2-container:not(.select2-container--open)")) {
      const name = nameOf(container.previousElementSibling);
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

  // The column for taking rows away has no head.
  const nameColumns = () => {
    for (const head of document.querySelectorAll("thead th")) {
      if (head.textContent.trim() || head.querySelector("input")) continue;
      const name = document.createElement("span");
      name.className = "sr-only";
      name.textContent = "Remove";
      head.replaceChildren(name);
    }
  };

  // What answers to the mouse alone can be reached and pressed by keyboard.
  const makePressable = () => {
    for (const element of document.querySelectorAll(PRESSED)) {
      element.setAttribute("role", "button");
      element.tabIndex = 0;
    }
  };

  // The word in a sign is its name in the typeface.
  const nameSigns = () => {
    for (const sign of document.querySelectorAll(".material-symbols-outlined")) {
      const pressed = sign.closest("a, button, [role='button']");
      const word = sign.textContent.trim();
      if (pressed?.textContent.trim() === word && !pressed.title && !pressed.ariaLabel) {
        const about = nameOf(pressed.closest(".related-widget-wrapper")?.querySelector("select, input[id]"));
        pressed.setAttribute("aria-label", [NAMES[word] ?? word, about].filter(Boolean).join(": "));
      }
      if (pressed !== sign) sign.setAttribute("aria-hidden", "true");
    }
  };

  // What was chosen is taken away one by one: the sign for all at once would be no item of the list that it is put into.
  const clearOneByOne = () => {
    for (const select of document.querySelectorAll("select[multiple][data-allow-clear]")) select.dataset.allowClear = "false";
  };

  const nameRows = () => {
    makePressable();
    nameSigns();
    nameChoosers();
    nameCells();
  };

  document.addEventListener("DOMContentLoaded", () => {
    clearOneByOne();
    makePressable();
    nameSigns();
  });
  window.addEventListener("load", () => {
    nameCells();
    nameColumns();
    // Choosers are drawn when jQuery is ready, which may be later than this; what is added last runs last.
    window.django?.jQuery?.(nameChoosers);
  });
  document.addEventListener("formset:added", () => setTimeout(nameRows));
  document.addEventListener("keydown", (event) => {
    if (!["Enter", " "].includes(event.key) || !event.target.matches(PRESSED)) return;
    event.preventDefault();
    event.target.click();
  });
})();

// What is begun anew begins at its first field. Django's own attempt comes too early at times: before anything is drawn, or
// before it is known that the button is not to be seen.
window.addEventListener("load", () => requestAnimationFrame(() => {
  if (!document.getElementById("django-admin-form-add-constants")?.dataset.modelName) return;
  if (!document.activeElement.matches("body, .default-button")) return;
  const fields = [...document.querySelectorAll("#content-main form :is(input:not([type='hidden']), select, textarea)")];
  fields.find((it) => it.checkVisibility() && !it.disabled)?.focus();
}));

// A row that was asked for is where one goes on. Choosers in it are drawn a moment later.
document.addEventListener("formset:added", ({ target }) => setTimeout(() => {
  const fields = [...target.querySelectorAll(".select2-selection, input:not([type='hidden']), select, textarea")];
  fields.find((it) => it.tabIndex >= 0 && it.checkVisibility() && !it.disabled)?.focus();
}));

// On a phone the keyboard goes away with the choice: it would cover what comes next.
window.addEventListener("load", () => {
  if (!matchMedia("(pointer: coarse)").matches) return;
  window.django?.jQuery?.(document).on("select2:select", () => {
    setTimeout(() => document.activeElement.matches(".select2-search--inline > *") && document.activeElement.blur());
  });
});

// Where the page stands in the navigation is in sight.
window.addEventListener("load", () => document.querySelector("#nav-sidebar-apps a.active")?.scrollIntoView({ block: "nearest" }));
