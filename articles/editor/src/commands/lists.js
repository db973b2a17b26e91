// Lists as rows of different depth.

import { TextSelection } from "prosemirror-state";
import { shared } from "./writing.js";

const DEEPEST = 7;

export const rowAround = ($place) => {
  if ($place.parent.type.name !== "list_row") return null;
  const list = $place.node(-1);
  return { row: $place.parent, place: $place.before(), index: $place.index(-1), list, listPlace: $place.before(-1) };
};

// No row may lie more than one level deeper than the one before it.
const flatten = (tr, listPlace) => {
  const list = tr.doc.nodeAt(listPlace);
  let at = listPlace + 1;
  let before = -1;
  list.forEach((row) => {
    const depth = Math.min(row.attrs.depth, before + 1);
    if (depth !== row.attrs.depth) tr.setNodeAttribute(at, "depth", depth);
    before = depth;
    at += row.nodeSize;
  });
  return tr;
};

const rowsInSelection = (state) => {
  const rows = [];
  const { $from, $to } = state.selection;
  state.doc.nodesBetween($from.pos, $to.pos, (node, place) => {
    if (node.type.name === "list_row") rows.push({ node, place });
  });
  return rows;
};

export const indent = (by) => (state, dispatch) => {
  const first = rowAround(state.selection.$from);
  if (!first) return false;
  if (dispatch) {
    const { tr } = state;
    for (const { node, place } of rowsInSelection(state)) {
      tr.setNodeAttribute(place, "depth", Math.max(0, Math.min(node.attrs.depth + by, DEEPEST)));
    }
    dispatch(flatten(tr, first.listPlace).scrollIntoView());
  }
  return true;
};

// Takes a row out of its list as a paragraph; what follows becomes a list of its own.
const leave = (state, dispatch) => {
  const { row, index, list, listPlace } = rowAround(state.selection.$from);
  if (!dispatch) return true;
  const rows = [];
  list.forEach((it) => rows.push(it));
  const { list: listType, paragraph } = state.schema.nodes;
  const before = index ? [list.copy(list.content.cut(0, offsetOf(list, index)))] : [];
  const id = index ? null : list.attrs.id;
  const after = rows.slice(index + 1);
  const nodes = [...before, paragraph.create({ id, rest: index ? {} : shared(list.attrs.rest) }, row.content)];
  if (after.length) nodes.push(listType.create({ id: null, rest: list.attrs.rest }, after));
  const tr = state.tr.replaceWith(listPlace, listPlace + list.nodeSize, nodes);
  const start = listPlace + (before[0]?.nodeSize ?? 0);
  if (after.length) flatten(tr, start + nodes[before.length].nodeSize);
  dispatch(tr.setSelection(TextSelection.create(tr.doc, start + 1)).scrollIntoView());
  return true;
};

const offsetOf = (node, index) => {
  let offset = 0;
  for (let at = 0; at < index; at += 1) offset += node.child(at).nodeSize;
  return offset;
};

export const enterInList = (state, dispatch) => {
  const { $from, $to } = state.selection;
  const here = rowAround($from);
  if (!here || !$from.sameParent($to)) return false;
  if (!here.row.content.size) return here.row.attrs.depth ? indent(-1)(state, dispatch) : leave(state, dispatch);
  if (dispatch) {
    const tr = state.tr.deleteSelection();
    tr.split(tr.selection.from, 1, [{ type: here.row.type, attrs: { depth: here.row.attrs.depth } }]);
    dispatch(tr.scrollIntoView());
  }
  return true;
};

export const backspaceInList = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const here = empty && $from.parentOffset === 0 && rowAround($from);
  if (!here) return false;
  if (here.row.attrs.depth) return indent(-1)(state, dispatch);
  return here.index ? false : leave(state, dispatch);
};

const textBlocksIn = (state) => {
  const found = [];
  const { $from, $to } = state.selection;
  state.doc.nodesBetween($from.pos, $to.pos, (node, place) => {
    if (["paragraph", "heading", "quote"].includes(node.type.name)) found.push({ node, place });
  });
  return found;
};

// The blocks that are selected become one list, the rows of a list that has the other style already change it.
export const makeList = (style) => (state, dispatch) => {
  const here = rowAround(state.selection.$from);
  if (here) {
    if (here.list.attrs.rest.style === style) return unmakeList(state, dispatch);
    dispatch?.(state.tr.setNodeAttribute(here.listPlace, "rest", { ...here.list.attrs.rest, style }));
    return true;
  }
  const blocks = textBlocksIn(state);
  const holder = blocks.length && state.doc.resolve(blocks[0].place).parent;
  if (!blocks.length || blocks.some(({ place }) => state.doc.resolve(place).parent !== holder)) return false;
  const end = blocks.at(-1).place + blocks.at(-1).node.nodeSize;
  if (blocks.reduce((sum, { node }) => sum + node.nodeSize, 0) !== end - blocks[0].place) return false;
  if (dispatch) {
    const { list, list_row: row } = state.schema.nodes;
    const rows = blocks.map(({ node }) => row.create(null, node.content));
    const { id, rest } = blocks[0].node.attrs;
    const tr = state.tr.replaceWith(blocks[0].place, end, list.create({ id, rest: { ...shared(rest), style } }, rows));
    const { from, to } = state.selection;
    dispatch(tr.setSelection(TextSelection.create(tr.doc, from + 1, to + 1)).scrollIntoView());
  }
  return true;
};

export const unmakeList = (state, dispatch) => {
  const here = rowAround(state.selection.$from);
  if (!here) return false;
  if (dispatch) {
    const { paragraph } = state.schema.nodes;
    const paragraphs = [];
    here.list.forEach((row, _, at) => paragraphs.push(paragraph.create({ id: at ? null : here.list.attrs.id, rest: shared(here.list.attrs.rest) }, row.content)));
    const tr = state.tr.replaceWith(here.listPlace, here.listPlace + here.list.nodeSize, paragraphs);
    dispatch(tr.setSelection(TextSelection.create(tr.doc, state.selection.from - 1, state.selection.to - 1)));
  }
  return true;
};
