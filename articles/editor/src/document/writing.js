// From the document to the JSON of a body. The text of a block is kept as long as nobody changes the block, so that what
// was not touched is sent exactly as it came, and a keystroke costs one block.

import { OPTIONAL_TEXT, TEXT_FIELD } from "./schema.js";
import { spansOf } from "./spans.js";

const texts = new WeakMap();

export const keepText = (node, block) => texts.set(node, JSON.stringify(block));

const itemsOf = (list) => {
  const root = {};
  const path = [root];
  list.forEach((row) => {
    const { depth, rest, keeps } = row.attrs;
    const item = { text: spansOf(row), ...(keeps ? { items: [] } : {}), ...rest };
    path.length = Math.min(depth, path.length - 1) + 1;
    (path.at(-1).items ??= []).push(item);
    path.push(item);
  });
  return root.items;
};

const children = (node, write) => {
  const all = [];
  node.forEach((child) => all.push(write(child)));
  return all;
};

const optionalText = (node, field) => (node.content.size || node.attrs.keeps ? { [field]: spansOf(node) } : {});

const columnOf = (node) => ({ ...(node.content.size || node.attrs.keeps ? { label: node.textContent } : {}), ...node.attrs.rest });

const tableParts = (node) => {
  const [caption, head] = [node.child(0), node.child(1)];
  return {
    ...optionalText(caption, "caption"),
    columns: children(head, columnOf),
    rows: children(node, (row) => children(row, spansOf)).slice(2),
  };
};

const partsOf = (node) => {
  const name = node.type.name;
  if (name === "list") return { items: itemsOf(node) };
  if (name === "gallery") return { items: children(node, (item) => ({ ...optionalText(item, "caption"), ...item.attrs.rest })) };
  if (name === "table") return tableParts(node);
  if (name === "box") return { items: children(node, (item) => ({ ...item.attrs.rest, blocks: blocksOf(item) })) };
  if (OPTIONAL_TEXT.has(name)) return optionalText(node, TEXT_FIELD[name]);
  return TEXT_FIELD[name] ? { [TEXT_FIELD[name]]: spansOf(node) } : {};
};

const blockOf = (node) =>
  node.type.name === "kept" ? node.attrs.value : { id: node.attrs.id, type: node.type.name, ...partsOf(node), ...node.attrs.rest };

// A paragraph that was begun here and left empty is nobody's text.
const isNobodys = (node) => node.type.name === "paragraph" && !node.content.size && !texts.has(node) && !Object.keys(node.attrs.rest).length;

const textOf = (node) => {
  if (!texts.has(node)) texts.set(node, JSON.stringify(blockOf(node)));
  return texts.get(node);
};

const writtenIn = (holder) => {
  const written = [];
  holder.forEach((node) => {
    if (!isNobodys(node)) written.push(textOf(node));
  });
  return `[${written.join(",")}]`;
};

const blocksOf = (holder) => JSON.parse(writtenIn(holder));

export const jsonOf = (doc) => writtenIn(doc);
