// A table with its tools, which act on the row and the column in which the cursor stands.

import { announce, button, openMenu } from "../chrome/parts.js";
import { movePart } from "../commands/blocks.js";
import { addColumn, addRow, cellAround, moveColumn, removeColumn, removeRow } from "../commands/tables.js";
import { openDetails } from "../dialogs/details.js";

const FIRST = { row: 1, column: 0 };

// Where the cursor stands in this table; at its start, if it stands elsewhere.
const here = (hold) => {
  const found = cellAround(hold.view.state.selection.$from);
  return found?.tablePlace === hold.getPos() ? found : { table: hold.node, tablePlace: hold.getPos(), ...FIRST };
};

const acting = (hold, words, command) => () => {
  hold.act((state) => {
    const tr = command(state, here(hold));
    announce(tr ? words : "That is not possible here.");
    return tr;
  });
};

const columnPlace = (hold) => {
  const { tablePlace, column } = here(hold);
  let at = tablePlace + 1 + hold.node.child(0).nodeSize + 1;
  for (let before = 0; before < column; before += 1) at += hold.node.child(1).child(before).nodeSize;
  return at;
};

const rowMenu = (hold) => (event) => openMenu(event.currentTarget, "Row", [
  { label: "Add a row below", sign: "add_row_below", act: acting(hold, "A row is added.", (state, at) => addRow(state, at, Math.max(1, at.row))) },
  { label: "Move the row up", sign: "arrow_upward", keys: "Alt+Shift+↑", act: acting(hold, "Moved.", (state) => movePart(state, -1)) },
  { label: "Move the row down", sign: "arrow_downward", keys: "Alt+Shift+↓", act: acting(hold, "Moved.", (state) => movePart(state, 1)) },
  { label: "Remove the row", sign: "delete", act: acting(hold, "The row is removed.", (state, at) => removeRow(state, at, at.row)) },
]);

const columnMenu = (hold) => (event) => openMenu(event.currentTarget, "Column", [
  { label: "Add a column after it", sign: "add_column_right", act: acting(hold, "A column is added.", (state, at) => addColumn(state, at, at.column)) },
  { label: "Move the column to the left", sign: "arrow_back", act: acting(hold, "Moved.", (state, at) => moveColumn(state, at, at.column, -1)) },
  { label: "Move the column to the right", sign: "arrow_forward", act: acting(hold, "Moved.", (state, at) => moveColumn(state, at, at.column, 1)) },
  { label: "What it holds, how it is aligned", sign: "tune", act: () => openDetails(hold.view, columnPlace(hold), hold.context) },
  { label: "Remove the column", sign: "delete", act: acting(hold, "The column is removed.", (state, at) => removeColumn(state, at, at.column)) },
]);

const last = (hold) => hold.node.childCount - 1;

export const tableDrawing = {
  text: { tag: "table" },
  scrolls: true,
  after: (hold) => [
    button("Add a row", acting(hold, "A row is added.", (state, at) => addRow(state, at, last(hold)))),
    button("Row", rowMenu(hold), { "aria-haspopup": "menu" }),
    button("Column", columnMenu(hold), { "aria-haspopup": "menu" }),
  ],
  dress: (dom, node) => dom.classList.toggle("be-header-column", node.attrs.rest.header_column === true),
};
