// What Enter, Backspace and Delete do between blocks.

import { chainCommands, deleteSelection, joinBackward, joinForward, selectNodeBackward, selectNodeForward } from "prosemirror-commands";
import { NodeSelection, Selection, TextSelection } from "prosemirror-state";
import { blockAround } from "../document/schema.js";

// What a paragraph that comes out of another one has in common with it.
const SHARED = ["layout", "platforms"];
export const shared = (rest) => Object.fromEntries(Object.entries(rest).filter(([name]) => SHARED.includes(name)));

const paragraphAfter = (state, place) => {
  const tr = state.tr.insert(place, state.schema.nodes.paragraph.create());
  return tr.setSelection(TextSelection.create(tr.doc, place + 1)).scrollIntoView();
};

export const softBreak = (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type.name === "table_column") return false;
  const marks = state.storedMarks ?? state.selection.$from.marks();
  dispatch?.(state.tr.replaceSelectionWith(state.schema.nodes.soft_break.create(null, null, marks), false).scrollIntoView());
  return true;
};

// An empty paragraph at the end of a box leads out of it.
const leaveBox = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const item = $from.node(-1);
  if (!empty || $from.parent.content.size || $from.parent.type.name !== "paragraph" || item?.type.name !== "box_item") return false;
  if ($from.index(-1) !== item.childCount - 1 || $from.index(-2) !== $from.node(-2).childCount - 1 || item.childCount < 2) return false;
  if (dispatch) {
    const after = $from.after(-2);
    const tr = state.tr.delete($from.before(), $from.after());
    dispatch(paragraphAfter({ tr, schema: state.schema }, tr.mapping.map(after)));
  }
  return true;
};

const splitText = (state, dispatch) => {
  const { $from, $to } = state.selection;
  const { name } = $from.parent.type;
  if (!["paragraph", "heading", "quote"].includes(name) || !$from.sameParent($to)) return false;
  if (dispatch) {
    const tr = state.tr.deleteSelection();
    const at = tr.selection.$from;
    const isAtEnd = at.parentOffset === at.parent.content.size;
    const { level, variant, ...rest } = at.parent.attrs.rest;
    const kept = { ...shared(rest), ...(level === undefined ? {} : { level }), ...(variant === undefined ? {} : { variant }) };
    const type = isAtEnd ? state.schema.nodes.paragraph : at.parent.type;
    const marks = state.storedMarks ?? at.marks();
    tr.split(at.pos, 1, [{ type, attrs: { id: null, rest: isAtEnd || name === "paragraph" ? shared(rest) : kept } }]);
    dispatch(tr.ensureMarks(marks.filter((mark) => mark.type.spec.inclusive !== false)).scrollIntoView());
  }
  return true;
};

// From a caption, and from a block that is selected, one goes on writing below it.
const writeBelow = (state, dispatch) => {
  const { selection } = state;
  if (selection instanceof NodeSelection && selection.node.isBlock) {
    dispatch?.(paragraphAfter(state, selection.to));
    return true;
  }
  if (!["image", "video", "note", "action", "gallery_item"].includes(selection.$from.parent.type.name)) return false;
  const block = blockAround(selection.$from);
  dispatch?.(paragraphAfter(state, block.place + block.node.nodeSize));
  return true;
};

const breakInCell = (state, dispatch) =>
  ["table_cell", "table_caption"].includes(state.selection.$from.parent.type.name) && softBreak(state, dispatch);

const swallowInColumn = (state) => state.selection.$from.parent.type.name === "table_column";

export const enter = chainCommands(swallowInColumn, breakInCell, leaveBox, writeBelow, splitText);

const isAtStart = ({ selection }) => selection instanceof TextSelection && selection.empty && selection.$from.parentOffset === 0;
const isAtEnd = ({ selection }) => selection instanceof TextSelection && selection.empty && selection.$from.parentOffset === selection.$from.parent.content.size;

const backToParagraph = (state, dispatch) => {
  const { $from } = state.selection;
  if (!isAtStart(state) || !["heading", "quote"].includes($from.parent.type.name)) return false;
  const { id, rest } = $from.parent.attrs;
  dispatch?.(state.tr.setNodeMarkup($from.before(), state.schema.nodes.paragraph, { id, rest: shared(rest) }));
  return true;
};

const joins = (node) => ["paragraph", "heading", "quote", "list"].includes(node.type.name);

// What is no running text is selected first: nobody deletes a picture by one key too many.
const besides = (dir) => (state, dispatch) => {
  const { $from } = state.selection;
  if (!(dir < 0 ? isAtStart(state) : isAtEnd(state)) || !["paragraph", "heading", "quote"].includes($from.parent.type.name)) return false;
  const edge = dir < 0 ? $from.before() : $from.after();
  const $edge = state.doc.resolve(edge);
  const neighbour = dir < 0 ? $edge.nodeBefore : $edge.nodeAfter;
  if (!neighbour || joins(neighbour)) return false;
  if (dispatch) {
    const tr = $from.parent.content.size ? state.tr : state.tr.delete($from.before(), $from.after());
    const at = dir < 0 ? edge - neighbour.nodeSize : $from.parent.content.size ? edge : $from.before();
    dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)).scrollIntoView());
  }
  return true;
};

// A caption's first letter has nothing before it that could be joined.
const stayInside = (test) => (state) => test(state) && !["paragraph", "heading", "quote", "list_row"].includes(state.selection.$from.parent.type.name);

// Cells that a selection crosses are emptied: a table keeps its shape.
const emptyCells = (state, dispatch) => {
  const { $from, $to, empty } = state.selection;
  const table = !empty && blockAround($from);
  if (!table || table.node.type.name !== "table" || $from.sameParent($to) || blockAround($to)?.place !== table.place) return false;
  if (dispatch) {
    const { tr } = state;
    state.doc.nodesBetween($from.pos, $to.pos, (node, place) => {
      if (!node.isTextblock) return;
      const [from, to] = [Math.max(place + 1, $from.pos), Math.min(place + 1 + node.content.size, $to.pos)];
      if (to > from) tr.delete(tr.mapping.map(from), tr.mapping.map(to));
    });
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(tr.mapping.map($from.pos)))));
  }
  return true;
};

export const backspace = chainCommands(emptyCells, deleteSelection, backToParagraph, besides(-1), stayInside(isAtStart), joinBackward, selectNodeBackward);
export const forwardDelete = chainCommands(emptyCells, deleteSelection, besides(1), stayInside(isAtEnd), joinForward, selectNodeForward);
export { emptyCells };
