// What a story is while it is edited: one document whose nodes are the blocks of the body. Whatever a block holds beside
// the text that is edited in place travels in `rest`, untouched; `id` is the block's own.

import { Schema } from "prosemirror-model";

const block = { id: { default: null }, rest: { default: {} } };
// An empty caption that was stored is written again; one that was never there is not.
const optional = { rest: { default: {} }, keeps: { default: false } };

const named = (node, name, more = {}) => [name, { "data-block": node.attrs.id, ...more }, 0];
const levelOf = (node) => ([2, 3, 4].includes(node.attrs.rest.level) ? node.attrs.rest.level : 2);

const drawList = (node) => {
  const isNumbered = node.attrs.rest.style === "number";
  const list = document.createElement(isNumbered ? "ol" : "ul");
  list.dataset.block = node.attrs.id;
  list.className = "be-list";
  list.style.setProperty("--first", String((node.attrs.rest.start ?? 1) - 1));
  return { dom: list, contentDOM: list };
};

const nodes = {
  doc: { content: "block+" },
  paragraph: {
    group: "block inner", content: "inline*", attrs: block,
    parseDOM: [{ tag: "p" }],
    toDOM: (node) => named(node, "p", { "data-placeholder": "Write here, or type / for other blocks", class: node.attrs.rest.drop_cap === true ? "be-drop-cap" : null }),
  },
  heading: {
    group: "block inner", content: "inline*", attrs: block, defining: true,
    toDOM: (node) => named(node, `h${levelOf(node)}`, { "data-placeholder": "Heading" }),
  },
  list: { group: "block inner", content: "list_row+", attrs: block, toDOM: drawList },
  // A list is edited as rows of different depth; `keeps` is an empty list of items inside that was stored.
  list_row: {
    content: "inline*", attrs: { depth: { default: 0 }, ...optional },
    toDOM: (node) => ["li", { "data-depth": Math.min(node.attrs.depth, 8), "data-placeholder": "List item" }, 0],
  },
  quote: { group: "block inner", content: "inline*", attrs: block, defining: true },
  note: { group: "block inner", content: "inline*", attrs: block, isolating: true, defining: true },
  image: { group: "block inner", content: "inline*", attrs: { ...block, ...optional }, isolating: true, defining: true },
  video: { group: "block inner", content: "inline*", attrs: { ...block, ...optional }, isolating: true, defining: true },
  action: { group: "block inner", content: "inline*", attrs: { ...block, ...optional }, isolating: true, defining: true },
  gallery: { group: "block inner", content: "gallery_item*", attrs: block, isolating: true },
  gallery_item: { content: "inline*", attrs: optional, isolating: true, defining: true },
  table: { group: "block inner", content: "table_caption table_head table_row*", attrs: block, isolating: true },
  table_caption: { content: "inline*", attrs: { keeps: optional.keeps }, isolating: true, toDOM: () => ["caption", { "data-placeholder": "Caption of the table" }, 0] },
  table_head: { content: "table_column+", isolating: true, toDOM: () => ["tr", { class: "be-table-head" }, 0] },
  table_column: {
    content: "text*", marks: "", whitespace: "pre", isolating: true, attrs: optional,
    toDOM: (node) => ["th", { scope: "col", "data-align": node.attrs.rest.align ?? null, "data-placeholder": "Name of the column" }, 0],
  },
  table_row: { content: "table_cell+", toDOM: () => ["tr", 0] },
  table_cell: { content: "inline*", isolating: true, toDOM: () => ["td", 0] },
  box: { group: "block", content: "box_item*", attrs: block, isolating: true },
  box_item: { content: "inner*", attrs: { rest: { default: {} } }, isolating: true },
  audio: { group: "block inner", atom: true, attrs: block },
  embed: { group: "block inner", atom: true, attrs: block },
  graphic: { group: "block inner", atom: true, attrs: block },
  related: { group: "block inner", atom: true, attrs: block },
  divider: { group: "block inner", atom: true, attrs: block },
  // A block that is beyond this editor: it can be moved and removed, and is otherwise kept as it is.
  kept: { group: "block inner", atom: true, attrs: { id: { default: null }, value: {} } },
  text: { group: "inline" },
  soft_break: {
    group: "inline", inline: true, selectable: false, linebreakReplacement: true,
    parseDOM: [{ tag: "br" }], toDOM: () => ["br"],
  },
  // Something among the spans that is none.
  odd: {
    group: "inline", inline: true, atom: true, attrs: { value: {} },
    toDOM: (node) => ["span", { class: "be-odd", title: "This cannot be edited here; it is kept as it is." }, typeof node.attrs.value?.text === "string" && node.attrs.value.text ? node.attrs.value.text : "…"],
  },
};

const simple = (tag, ...others) => ({ parseDOM: [tag, ...others].map((it) => ({ tag: it })), toDOM: () => [tag, 0] });
const valued = (toDOM) => ({ attrs: { value: {} }, inclusive: false, toDOM });
const title = (words) => ({ title: words });

// From the outermost to the innermost, as the server orders them.
const marks = {
  // The address is shown, never followed: a click in here places the cursor.
  link: valued(({ attrs: { value } }) => ["a", { href: "#", ...title(value.href) }, 0]),
  lang: { ...valued(({ attrs: { value } }) => ["span", { "data-mark": "lang", lang: value.lang, dir: value.dir ?? null, ...title(`Language: ${value.lang}`) }, 0]), inclusive: true },
  entity: valued(() => ["span", { "data-mark": "entity", ...title("A tag is attached to these words") }, 0]),
  correction: valued(() => ["span", { "data-mark": "correction", ...title("These words were corrected") }, 0]),
  strong: simple("strong", "b"),
  em: simple("em", "i"),
  strike: simple("s", "del"),
  sup: { ...simple("sup"), excludes: "sup sub" },
  sub: { ...simple("sub"), excludes: "sup sub" },
  code: simple("code"),
  // Marks that this editor does not know.
  foreign: { ...valued(() => ["span", { "data-mark": "foreign", ...title("A mark that cannot be edited here") }, 0]), excludes: "" },
};

export const bodySchema = new Schema({ nodes, marks });

export const lineSchema = new Schema({
  topNode: "doc",
  nodes: {
    doc: { content: "line" },
    line: { content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", { "data-placeholder": "The paragraph below the headline" }, 0] },
    text: nodes.text,
    soft_break: nodes.soft_break,
    odd: nodes.odd,
  },
  marks,
});

// Text that is edited in place, by the type of the node: the field that holds it.
export const TEXT_FIELD = {
  paragraph: "text", heading: "text", quote: "text", note: "text", action: "text",
  image: "caption", video: "caption", gallery_item: "caption", list_row: "text",
};
export const OPTIONAL_TEXT = new Set(["image", "video", "action", "gallery_item"]);

// Every block of a body, those inside of boxes too, with its place.
export const eachBlock = (doc, visit) => {
  doc.forEach((node, place) => {
    visit(node, place);
    if (node.type.name !== "box") return;
    node.forEach((item, at) => item.forEach((inner, deep) => visit(inner, place + 1 + at + 1 + deep)));
  });
};

export const blockWithId = (doc, id) => {
  let found = null;
  eachBlock(doc, (node, place) => {
    if (!found && node.attrs.id === id) found = { node, place };
  });
  return found;
};

// The innermost block around a place in the document.
export const blockAround = ($place) => {
  for (let depth = $place.depth; depth > 0; depth -= 1) {
    const node = $place.node(depth);
    if (node.type.isInGroup("block")) return { node, place: $place.before(depth), depth };
  }
  return null;
};
