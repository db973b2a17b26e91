// All fields of a block, or of a part of one, that are not edited in the text itself.

import { button, make, openDialog } from "../chrome/parts.js";
import { Fields } from "./fields.js";
import { labelOf } from "./naming.js";
import { embedFromAddress } from "./embeds.js";

const IN_TEXT = {
  paragraph: ["text"], heading: ["text"], quote: ["text"], note: ["text"], action: ["text"], image: ["caption"], video: ["caption"],
  list: ["items"], gallery: ["items"], table: ["caption", "columns", "rows"], box: ["items"],
  gallery_item: ["caption"], table_column: ["label"], box_item: ["blocks"],
};
const HOLDERS = { gallery_item: ["gallery", "items"], table_column: ["table", "columns"], box_item: ["box", "items"] };
// What a newsroom fills in every day; the rest is folded up.
const AT_HAND = {
  quote: ["attribution", "source_url"], image: ["credit", "layout"], gallery: ["title"], gallery_item: ["credit"], video: ["external_id", "sources"],
  embed: ["text", "author_name"], table: ["source", "header_column"], graphic: ["image", "url", "source"], box: ["title"], related: ["label"],
  action: ["title", "url"], box_item: ["title", "date"], paragraph: ["drop_cap"], heading: ["anchor"], list: ["start"], table_column: ["kind", "align"],
};

const shapeOf = (shapes, { name }) => (HOLDERS[name] ? shapes.itemOf(...HOLDERS[name]) : shapes.block(name));

export const hasDetails = (node) => node.type.spec.attrs?.rest !== undefined && node.type.name !== "list_row" && node.type.name !== "table_row";

export const openDetails = (view, place, context) => {
  const node = view.state.doc.nodeAt(place);
  if (!node || !hasDetails(node)) return;
  const shape = shapeOf(context.shapes, node.type);
  const draft = structuredClone(node.attrs.rest);
  const store = () => view.dispatch(view.state.tr.setNodeAttribute(place, "rest", structuredClone(draft)));
  const fields = new Fields(context, store);
  const left = ["id", "type", ...(IN_TEXT[node.type.name] ?? [])];
  const atHand = AT_HAND[node.type.name] ?? [];
  const names = Object.keys(shape.properties).filter((name) => !left.includes(name));
  const shown = names.filter((name) => (shape.required ?? []).includes(name) || atHand.includes(name));
  const folded = names.filter((name) => !shown.includes(name));
  const body = make("div", { class: "be-form" });
  const draw = () => {
    const more = make("details", { class: "be-more" }, make("summary", {}, "More settings"), ...fields.all(shape, draft, [...left, ...shown]));
    body.replaceChildren(
      ...(node.type.name === "embed" ? [embedFromAddress(context.config, draft, () => { store(); draw(); done.focus(); })] : []),
      ...fields.all(shape, draft, [...left, ...folded]),
      ...(folded.length ? [more] : []),
    );
    if (!shown.length) more.open = true;
  };
  draw();
  const done = button("Done", () => dialog.close(), { class: "be-button be-first" });
  const dialog = openDialog(labelOf(context.config, node), body, make("div", { class: "be-dialog-buttons" }, done));
  dialog.classList.add("be-details");
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });
  dialog.addEventListener("close", () => view.focus());
  body.querySelector("input, select, textarea, button")?.focus();
};
