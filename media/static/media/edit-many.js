// Whoever writes into a field means to set it, so its box is ticked. Without this script one ticks it oneself.

const form = document.querySelector(".edit-many");

for (const row of form.querySelectorAll("[data-row]")) {
  const tick = row.querySelector("[data-tick]");
  // Some fields tell of changes by an event that does not reach the row: the admin's calendar, for one.
  for (const name of ["input", "change", "focusout"]) {
    row.addEventListener(name, ({ target }) => {
      if (target !== tick && target.value && target.value !== target.defaultValue) tick.checked = true;
    });
  }
}

form.addEventListener("submit", () => {
  const save = form.querySelector("[data-save]");
  form.querySelector("[data-status]").textContent = form.dataset.saving;
  save.textContent = form.dataset.saving;
  save.disabled = true;
});

// Coming back by the browser's own button, one finds the page as it was left.
window.addEventListener("pageshow", ({ persisted }) => persisted && window.location.reload());
