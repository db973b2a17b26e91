// A dialog in which one thing is searched for and chosen.

import { announce, button, labelled, make, openDialog } from "../chrome/parts.js";
import { tellFailure } from "./lookups.js";

const PATIENCE = 250;

// `search(words)` answers a list; `draw(thing)` what stands on its button.
export const choose = (title, { label = "Search", above = [], search, draw, css = "", onChoice, empty = "Nothing found. Try another word." }) => {
  const field = make("input", { type: "search", autocomplete: "off" });
  const list = make("ul", { class: `be-choices ${css}` });
  const status = make("p", { class: "be-help", role: "status" }, "Loading …");
  let asked = 0;
  const show = async () => {
    const turn = (asked += 1);
    try {
      const found = await search(field.value.trim());
      if (turn !== asked) return;
      const wasInList = list.contains(document.activeElement);
      list.replaceChildren(...found.map((it) => make("li", {}, make("button", { type: "button", class: "be-choice", onclick: () => pick(it) }, ...draw(it)))));
      status.textContent = found.length ? `${found.length} found` : empty;
      if (wasInList) (list.querySelector("button") ?? field).focus();
    } catch (error) {
      list.replaceChildren();
      status.textContent = tellFailure(error);
    }
  };
  const pick = (it) => {
    dialog.close();
    announce("Chosen.");
    onChoice(it);
  };
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PATIENCE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") event.preventDefault();
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    list.querySelector("button")?.focus();
  });
  const dialog = openDialog(title, ...above, labelled(label, field), status, list, make("div", { class: "be-dialog-buttons" }, button("Cancel", () => dialog.close())));
  dialog.classList.add("be-dialog-wide");
  field.focus();
  show();
  return { dialog, show };
};
