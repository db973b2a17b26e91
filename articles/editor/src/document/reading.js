// From the JSON of a body to the document. A block that does not have the shape of its type is kept as it is.

import { bodySchema as schema, OPTIONAL_TEXT, TEXT_FIELD } from "./schema.js";
import { newId } from "./ids.js";
import { inlineFrom, isThing } from "./spans.js";
import { keepText } from "./writing.js";

const ID = /^[0-9a-z]{8,32}$/;

const idOf = (block) => (isThing(block) && typeof block.id === "string" && ID.test(block.id) ? block.id : newId());

const kept = (block) => schema.node("kept", { id: idOf(block), value: block });

const partsOf = ({ id, type, ...fields }, ...names) => {
  const rest = { ...fields };
  for (const name of names) delete rest[name];
  return rest;
};

const textBlock = (block) => {
  const field = TEXT_FIELD[block.type];
  const isOptional = OPTIONAL_TEXT.has(block.type);
  if (!isOptional && !Array.isArray(block[field])) return null;
  const attrs = { id: idOf(block), rest: partsOf(block, field), ...(isOptional ? { keeps: field in block } : {}) };
  return schema.node(block.type, attrs, inlineFrom(schema, block[field] ?? []));
};

const isRow = (item) => isThing(item) && Array.isArray(item.text) && (item.items === undefined || (Array.isArray(item.items) && item.items.every(isRow)));

const rowsOf = (items, depth = 0) =>
  items.flatMap(({ text, items: inner, ...rest }) => [
    schema.node("list_row", { depth, rest, keeps: inner !== undefined && !inner.length }, inlineFrom(schema, text)),
    ...rowsOf(inner ?? [], depth + 1),
  ]);

const list = (block) => {
  if (!Array.isArray(block.items) || !block.items.length || !block.items.every(isRow)) return null;
  return schema.node("list", { id: idOf(block), rest: partsOf(block, "items") }, rowsOf(block.items));
};

const gallery = (block) => {
  if (!Array.isArray(block.items)) return null;
  const items = block.items.map(({ caption, ...rest }) =>
    schema.node("gallery_item", { rest, keeps: caption !== undefined }, inlineFrom(schema, caption ?? [])));
  return schema.node("gallery", { id: idOf(block), rest: partsOf(block, "items") }, items);
};

const isGrid = ({ columns, rows }) =>
  Array.isArray(columns) && columns.length > 0 && Array.isArray(rows) &&
  rows.every((row) => Array.isArray(row) && row.length === columns.length && row.every(Array.isArray));

const table = (block) => {
  if (!isGrid(block)) return null;
  const columns = block.columns.map(({ label, ...rest }) =>
    schema.node("table_column", { rest, keeps: label !== undefined }, label ? schema.text(label) : null));
  const rows = block.rows.map((row) => schema.node("table_row", null, row.map((cell) => schema.node("table_cell", null, inlineFrom(schema, cell)))));
  const caption = schema.node("table_caption", { keeps: "caption" in block }, inlineFrom(schema, block.caption ?? []));
  return schema.node("table", { id: idOf(block), rest: partsOf(block, "caption", "columns", "rows") }, [caption, schema.node("table_head", null, columns), ...rows]);
};

const box = (block, shapes) => {
  if (!Array.isArray(block.items) || !block.items.every((item) => Array.isArray(item?.blocks))) return null;
  const items = block.items.map(({ blocks, ...rest }) =>
    schema.node("box_item", { rest }, blocks.map((inner) => blockFrom(inner, shapes, { isInner: true }))));
  return schema.node("box", { id: idOf(block), rest: partsOf(block, "items") }, items);
};

const whole = (block) => schema.node(block.type, { id: idOf(block), rest: partsOf(block) });

const READERS = { list, gallery, table, box, audio: whole, embed: whole, graphic: whole, related: whole, divider: whole };

export const blockFrom = (block, shapes, { isInner = false } = {}) => {
  const shape = isThing(block) ? shapes.block(block.type) : null;
  const isOurs = shape && shapes.isSound(block, shape) && !(isInner && block.type === "box");
  const node = (isOurs && (READERS[block.type] ?? (TEXT_FIELD[block.type] ? textBlock : null))?.(block, shapes)) || kept(block);
  keepText(node, block);
  return node;
};

export const emptyParagraph = () => schema.node("paragraph", { id: newId() });

export const documentFrom = (blocks, shapes) =>
  schema.node("doc", null, blocks.length ? blocks.map((block) => blockFrom(block, shapes)) : [emptyParagraph()]);
