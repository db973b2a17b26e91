// Blocks as wholes: inserted, moved, doubled, removed, turned into another kind of text.

import { NodeSelection, Selection, TextSelection } from "prosemirror-state";
import { blockFrom } from "../document/reading.js";
import { blockAround, blockWithId } from "../document/schema.js";
import { newId } from "../document/ids.js";
import { rowAround, unmakeList } from "./lists.js";

export const currentBlock = ({ selection }) => {
  if (selection instanceof NodeSelection && selection.node.type.isInGroup("block")) return { node: selection.node, place: selection.from };
  return blockAround(selection.$from);
};

const selectAt = (tr, place) => {
  const node = tr.doc.nodeAt(place);
  const inside = node.isAtom ? null : Selection.findFrom(tr.doc.resolve(place + 1), 1, true);
  const isInside = inside && inside.to <= place + node.nodeSize;
  return tr.setSelection(isInside ? inside : NodeSelection.create(tr.doc, place)).scrollIntoView();
};

const withIds = (block) => ({
  id: newId(),
  ...structuredClone(block),
  ...(block.items?.some((item) => item.blocks)
    ? { items: block.items.map((item) => ({ ...item, blocks: item.blocks.map((inner) => ({ id: newId(), ...inner })) })) }
    : {}),
});

const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

// A block of the kind that was chosen, as it is when nothing has been filled in yet.
export const freshBlock = (kind) => {
  const block = withIds({ ...kind.empty, ...kind.with });
  return block.type === "note" && !block.date ? { ...block, date: now() } : block;
};

// Puts a block at a place between blocks; in an empty paragraph that is there already, instead of it.
export const insertBlock = (view, block, shapes, { place = null, instead = false } = {}) => {
  const { state } = view;
  const here = currentBlock(state);
  const isEmpty = here?.node.type.name === "paragraph" && !here.node.content.size;
  const node = blockFrom(block, shapes);
  const { tr } = state;
  let at = place ?? (here ? here.place + here.node.nodeSize : state.doc.content.size);
  if (place === null && isEmpty && (instead || node.type.name !== "paragraph")) {
    at = here.place;
    tr.replaceWith(at, at + here.node.nodeSize, node);
  } else tr.insert(at, node);
  view.dispatch(selectAt(tr, at));
  view.focus();
  return block.id;
};

export const removeBlock = (view, id) => {
  const found = blockWithId(view.state.doc, id);
  const { tr } = view.state;
  const alone = view.state.doc.childCount === 1 && found.place === 0;
  if (alone) tr.replaceWith(0, found.node.nodeSize, view.state.schema.nodes.paragraph.create());
  else tr.delete(found.place, found.place + found.node.nodeSize);
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(found.place, tr.doc.content.size)), -1)).scrollIntoView());
  view.focus();
};

export const doubleBlock = (view, id) => {
  const { node, place } = blockWithId(view.state.doc, id);
  view.dispatch(selectAt(view.state.tr.insert(place + node.nodeSize, node), place + node.nodeSize));
  view.focus();
};

// `to` is a place between blocks in the document as it is now.
export const moveTo = (state, { node, place }, to) => {
  const end = place + node.nodeSize;
  if (to >= place && to <= end) return null;
  const held = state.selection.from >= place && state.selection.to <= end ? state.selection : null;
  const tr = state.tr.delete(place, end);
  const at = tr.mapping.map(to);
  tr.insert(at, node);
  if (!held || held instanceof NodeSelection) return selectAt(tr, at);
  return tr.setSelection(TextSelection.create(tr.doc, held.anchor - place + at, held.head - place + at)).scrollIntoView();
};

const siblingPlace = (doc, { place, node }, dir) => {
  const $place = doc.resolve(place);
  const index = $place.index();
  if (dir < 0) return index ? place - $place.parent.child(index - 1).nodeSize : null;
  return index < $place.parent.childCount - 1 ? place + node.nodeSize + $place.parent.child(index + 1).nodeSize : null;
};

// Moves up or down among its neighbours. Answers null where it is the first or the last of them.
export const moveAmong = (state, thing, dir) => {
  const to = siblingPlace(state.doc, thing, dir);
  return to === null ? null : moveTo(state, thing, to);
};

// What is moved inside of a block: an item of a list, a row, a picture of a gallery, a part of a box.
const PARTS = new Set(["list_row", "gallery_item", "table_row", "box_item"]);
export const currentPart = ({ selection }) => {
  if (selection instanceof NodeSelection && PARTS.has(selection.node.type.name)) return { node: selection.node, place: selection.from };
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if (PARTS.has($from.node(depth).type.name)) return { node: $from.node(depth), place: $from.before(depth) };
  }
  return null;
};

// A part of a list takes along what lies deeper; other parts are alone.
export const movePart = (state, dir) => {
  const part = currentPart(state);
  if (!part) return null;
  const to = siblingPlace(state.doc, part, dir);
  if (to === null || (part.node.type.name === "table_row" && state.doc.resolve(Math.min(to, part.place)).nodeBefore?.type.name === "table_caption")) return null;
  return moveTo(state, part, to);
};

export const placeAmong = (doc, id) => {
  const all = [];
  const { place } = blockWithId(doc, id);
  const { parent } = doc.resolve(place);
  parent.forEach((node) => all.push(node.attrs.id));
  return [all.indexOf(id) + 1, all.length];
};

const OWN_FIELDS = { paragraph: ["drop_cap"], heading: ["level", "anchor"], quote: ["variant", "attribution", "source_url"] };

// Fields that belong to the old kind of text go; those that nobody here knows stay.
export const turnInto = (type, own = {}) => (state, dispatch) => {
  if (rowAround(state.selection.$from)) return unmakeList(state, dispatch && ((tr) => {
    const next = state.apply(tr);
    turnInto(type, own)(next, (second) => { second.steps.forEach((step) => tr.step(step)); dispatch(tr); });
  }));
  const { tr } = state;
  const { $from, $to } = state.selection;
  state.doc.nodesBetween($from.pos, $to.pos, (node, place) => {
    if (!OWN_FIELDS[node.type.name]) return;
    const kept = node.type.name === type ? node.attrs.rest : Object.fromEntries(Object.entries(node.attrs.rest).filter(([name]) => !OWN_FIELDS[node.type.name].includes(name)));
    tr.setNodeMarkup(place, state.schema.nodes[type], { id: node.attrs.id, rest: { ...kept, ...own } });
  });
  if (!tr.docChanged) return false;
  dispatch?.(tr.scrollIntoView());
  return true;
};

export const selectBlock = (state, place) => selectAt(state.tr, place);

