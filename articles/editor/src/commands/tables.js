// Rows and columns. A table keeps its shape: every row has a cell for every column.

import { Plugin, Selection, TextSelection } from "prosemirror-state";
import { blockAround } from "../document/schema.js";

export const MOST_COLUMNS = 100;
// Before its rows, a table has a caption and the names of its columns.
const FIRST_ROW = 2;

export const cellAround = ($place) => {
  const cell = $place.parent;
  if (cell.type.name !== "table_cell" && cell.type.name !== "table_column") return null;
  const table = blockAround($place);
  return { table: table.node, tablePlace: table.place, row: $place.index(table.depth), column: $place.index(table.depth + 1) };
};

const childPlace = (doc, place, index) => {
  let at = place + 1;
  for (let before = 0; before < index; before += 1) at += doc.nodeAt(place).child(before).nodeSize;
  return at;
};

const inCell = (tr, tablePlace, row, column) => {
  const at = childPlace(tr.doc, childPlace(tr.doc, tablePlace, row), column);
  return tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView();
};

const emptyRow = (schema, width) => schema.node("table_row", null, Array.from({ length: width }, () => schema.node("table_cell")));

// `after` counts as the document does: the caption is 0, the names of the columns are 1.
export const addRow = (state, { table, tablePlace }, after) => {
  const tr = state.tr.insert(childPlace(state.doc, tablePlace, after + 1), emptyRow(state.schema, table.child(1).childCount));
  return inCell(tr, tablePlace, after + 1, 0);
};

export const addColumn = (state, { table, tablePlace }, after) => {
  if (table.child(1).childCount >= MOST_COLUMNS) return null;
  const { tr } = state;
  for (let row = table.childCount - 1; row >= 1; row -= 1) {
    const made = state.schema.node(row === 1 ? "table_column" : "table_cell", row === 1 ? { keeps: true } : null);
    tr.insert(childPlace(state.doc, childPlace(state.doc, tablePlace, row), after + 1), made);
  }
  return inCell(tr, tablePlace, 1, after + 1);
};

export const removeRow = (state, { tablePlace }, row) => {
  if (row < FIRST_ROW) return null;
  const at = childPlace(state.doc, tablePlace, row);
  const tr = state.tr.delete(at, at + state.doc.nodeAt(at).nodeSize);
  return inCell(tr, tablePlace, row - 1, 0);
};

export const removeColumn = (state, { table, tablePlace }, column) => {
  if (table.child(1).childCount === 1) return null;
  const { tr } = state;
  for (let row = table.childCount - 1; row >= 1; row -= 1) {
    const at = childPlace(state.doc, childPlace(state.doc, tablePlace, row), column);
    tr.delete(at, at + state.doc.nodeAt(at).nodeSize);
  }
  return inCell(tr, tablePlace, 1, Math.max(0, column - 1));
};

export const moveColumn = (state, { table, tablePlace }, column, by) => {
  const to = column + by;
  if (to < 0 || to >= table.child(1).childCount) return null;
  const rows = [];
  table.forEach((row, _, at) => {
    if (!at) return rows.push(row);
    const cells = [];
    row.forEach((cell) => cells.push(cell));
    [cells[column], cells[to]] = [cells[to], cells[column]];
    return rows.push(row.type.create(row.attrs, cells));
  });
  const tr = state.tr.replaceWith(tablePlace + 1, tablePlace + table.nodeSize - 1, rows);
  return inCell(tr, tablePlace, 1, to);
};

// Tab goes from cell to cell; behind the last one it makes a row.
export const nextCell = (by) => (state, dispatch) => {
  const here = cellAround(state.selection.$from);
  if (!here) return false;
  const width = here.table.child(1).childCount;
  const next = (here.row - 1) * width + here.column + by;
  if (next < 0) return false;
  if (!dispatch) return true;
  const row = 1 + Math.floor(next / width);
  if (row >= here.table.childCount) dispatch(addRow(state, here, here.table.childCount - 1));
  else {
    const tr = inCell(state.tr, here.tablePlace, row, next % width);
    dispatch(tr.setSelection(Selection.near(tr.selection.$from)));
  }
  return true;
};

// Whatever cut a table out of shape, by selecting across its cells, gets it back into shape.
export const tablesKeepShape = () =>
  new Plugin({
    appendTransaction(transactions, old, state) {
      if (!transactions.some((it) => it.docChanged)) return null;
      const { tr } = state;
      state.doc.descendants((node, place) => {
        if (node.type.name === "table") mend(tr, node, place);
        return node.type.name === "box" || node.type.name === "box_item";
      });
      return tr.docChanged ? tr : null;
    },
  });

const mend = (tr, table, place) => {
  const width = table.child(1).childCount;
  table.forEach((row, offset, index) => {
    if (index < FIRST_ROW || row.childCount === width) return;
    const end = tr.mapping.map(place + 1 + offset + row.nodeSize - 1);
    const missing = Math.max(0, width - row.childCount);
    if (missing) tr.insert(end, Array.from({ length: missing }, () => tr.doc.type.schema.node("table_cell")));
  });
};
