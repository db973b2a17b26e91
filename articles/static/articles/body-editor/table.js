// A table as a grid: names of columns above, a line of rich text in every cell.

import { Line } from "./line.js";
import { button, iconButton, make } from "./parts.js";
import { isEditable } from "./spans.js";

const MOST_COLUMNS = 100;

export const isEditableTable = (block) =>
  Array.isArray(block.columns) &&
  Array.isArray(block.rows) &&
  block.rows.every((row) => Array.isArray(row) && row.length === block.columns.length && row.every(isEditable));

export const tableField = (block, fields, onChange) => {
  const box = make("div", { class: "be-table" });

  const choice = (column, name, label) => {
    const values = fields.resolve({ $ref: "#/$defs/Column" }).properties[name].enum;
    return fields.options(name, label, values, column, false);
  };

  const head = (column, place) => {
    const name = make("input", { type: "text", value: column.label ?? "", "aria-label": `Name of column ${place + 1}` });
    name.addEventListener("input", () => {
      column.label = name.value;
      onChange();
    });
    const more = make("details", {}, make("summary", {}, "Column"), choice(column, "kind", "Holds"), choice(column, "align", "Aligned"),
      button("Remove column", () => {
        block.columns.splice(place, 1);
        block.rows.forEach((row) => row.splice(place, 1));
        onChange();
        draw();
      }, { disabled: block.columns.length === 1 }),
    );
    return make("th", { scope: "col" }, name, more);
  };

  const cell = (row, at, place) => {
    const line = new Line(row[place], {
      label: `Row ${at + 1}, ${block.columns[place].label || `column ${place + 1}`}`,
      on: { change: (text) => { row[place] = text; onChange(); } },
    });
    return make("td", {}, line.element);
  };

  const draw = () => {
    const rows = block.rows.map((row, at) =>
      make("tr", {}, ...row.map((_, place) => cell(row, at, place)),
        make("td", { class: "be-narrow" }, iconButton("close", `Remove row ${at + 1}`, () => {
          block.rows.splice(at, 1);
          onChange();
          draw();
        })),
      ),
    );
    box.replaceChildren(
      make("div", { class: "be-scroll" },
        make("table", {},
          make("thead", {}, make("tr", {}, ...block.columns.map(head), make("td", {}))),
          make("tbody", {}, ...rows),
        ),
      ),
      make("div", { class: "be-row" },
        button("Add a row", () => {
          block.rows.push(block.columns.map(() => []));
          onChange();
          draw();
          box.querySelector("tbody tr:last-child .be-line").focus();
        }),
        button("Add a column", () => {
          block.columns.push({ label: "" });
          block.rows.forEach((row) => row.push([]));
          onChange();
          draw();
          box.querySelector("thead th:last-of-type input").focus();
        }, { disabled: block.columns.length >= MOST_COLUMNS }),
      ),
    );
  };

  draw();
  return box;
};

