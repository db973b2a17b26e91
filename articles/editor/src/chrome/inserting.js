// Inserting a block: the list that is opened by the plus, and what each kind asks for first.

import { button, icon, labelled, make, openDialog } from "./parts.js";
import { kindsIn, matching } from "./choices.js";
import { currentBlock, freshBlock, insertBlock } from "../commands/blocks.js";
import { blockWithId } from "../document/schema.js";
import { openDetails } from "../dialogs/details.js";
import { choosePicture } from "../dialogs/pictures.js";
import { chooseStory } from "../dialogs/stories.js";

// What would be empty without it is asked for at once.
const ASKED = new Set(["embed", "video", "audio", "graphic", "action"]);

const setRest = (view, id, change) => {
  const found = blockWithId(view.state.doc, id);
  if (found) view.dispatch(view.state.tr.setNodeAttribute(found.place, "rest", { ...found.node.attrs.rest, ...change }));
  view.focus();
};

export const insertKind = (view, kind, context, where = {}) => {
  const block = freshBlock(kind);
  const id = insertBlock(view, block, context.shapes, where);
  if (block.type === "image") choosePicture(context.config, (image) => setRest(view, id, { image }));
  if (block.type === "related") chooseStory(context.config, (it) => setRest(view, id, { items: [{ type: "article", id: it.id }] }));
  if (ASKED.has(block.type)) openDetails(view, blockWithId(view.state.doc, id).place, context);
};

const isInBox = (state, place) => {
  const $place = place === null ? state.doc.resolve(currentBlock(state)?.place ?? 0) : state.doc.resolve(place);
  return $place.parent.type.name === "box_item";
};

export const openInserter = (view, context, place = null) => {
  const kinds = kindsIn(context.config, { isInner: isInBox(view.state, place) });
  const search = make("input", { type: "search", autocomplete: "off" });
  const list = make("ul", { class: "be-choices be-choices-types" });
  const status = make("p", { class: "be-live", role: "status" });
  const take = (kind) => {
    dialog.close();
    insertKind(view, kind, context, { place });
  };
  const draw = () => {
    const found = matching(kinds, search.value);
    list.replaceChildren(...found.map((kind) =>
      make("li", {}, make("button", { type: "button", class: "be-choice be-choice-type", "data-kind": kind.type, onclick: () => take(kind) }, icon(kind.sign), make("span", {}, kind.label)))));
    status.textContent = `${found.length} found`;
  };
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    // Enter, then, takes the word that is being composed.
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === "ArrowDown") event.preventDefault();
    if (event.key === "Enter") list.querySelector("button")?.click();
    if (event.key === "ArrowDown") list.querySelector("button")?.focus();
  });
  const dialog = openDialog("Insert", labelled("Search", search), status, list, make("div", { class: "be-dialog-buttons" }, button("Cancel", () => dialog.close())));
  draw();
  search.focus();
};
