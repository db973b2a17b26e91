// A list, really nested, edited as rows of different depth.

import { Line } from "./line.js";
import { iconButton, make } from "./parts.js";
import * as spans from "./spans.js";

const DEEPEST = 7;

const toRows = (items, depth = 0) =>
  items.flatMap(({ text, items: inner, ...rest }) => [{ text, depth, rest }, ...toRows(inner ?? [], depth + 1)]);

const toItems = (rows) => {
  const root = { items: [] };
  const path = [root];
  for (const { text, depth, rest } of rows) {
    const item = { text, ...rest };
    path.length = Math.min(depth, path.length - 1) + 1;
    const holder = path.at(-1);
    (holder.items ??= []).push(item);
    path.push(item);
  }
  return root.items;
};

export const isEditableList = (items) =>
  Array.isArray(items) &&
  items.every((item) => item && spans.isEditable(item.text) && (item.items === undefined || isEditableList(item.items)));

export class ListField {
  constructor(block, { onChange, leave, join }) {
    Object.assign(this, { block, onChange, leave, join });
    this.rows = toRows(block.items);
    this.element = make("ul", { class: "be-rows" });
    this.draw();
  }

  store() {
    this.block.items = toItems(this.rows);
    this.onChange();
  }

  draw(focus = -1, offset = 0) {
    this.lines = [];
    this.element.replaceChildren(...this.rows.map((row, place) => this.row(row, place)));
    if (focus >= 0) this.lines[focus]?.focusAt(offset);
  }

  row(row, place) {
    const line = new Line(row.text, {
      label: `List item ${place + 1}, level ${row.depth + 1}`,
      on: {
        change: (text) => {
          row.text = text;
          this.store();
        },
        enter: (before, after) => this.split(place, before, after),
        backspace: () => this.back(place),
        paste: (paragraphs, before, after) => this.paste(place, paragraphs, before, after),
      },
    });
    line.element.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || (event.key !== "]" && event.key !== "[")) return;
      event.preventDefault();
      this.shift(place, event.key === "]" ? 1 : -1);
    });
    this.lines.push(line);
    const tools = make(
      "div",
      { class: "be-row-tools" },
      iconButton("format_indent_decrease", "Move out (Ctrl+[)", () => this.shift(place, -1)),
      iconButton("format_indent_increase", "Move in (Ctrl+])", () => this.shift(place, 1)),
      iconButton("close", "Remove item", () => this.remove(place)),
    );
    const sign = make("span", { class: "be-bullet", "aria-hidden": "true" }, "•");
    return make("li", { style: `--depth: ${row.depth}` }, sign, line.element, line.marks, tools);
  }

  split(place, before, after) {
    const row = this.rows[place];
    if (!before.length && !after.length) {
      if (row.depth) this.shift(place, -1);
      else if (this.rows.length > 1) {
        this.rows.splice(place, 1);
        this.store();
        this.draw();
        this.leave([]);
      }
      return;
    }
    row.text = before;
    this.rows.splice(place + 1, 0, { text: after, depth: row.depth, rest: {} });
    this.store();
    this.draw(place + 1);
  }

  back(place) {
    const row = this.rows[place];
    if (row.depth) this.shift(place, -1);
    else if (place) {
      const length = spans.textOf(this.rows[place - 1].text).length;
      this.rows[place - 1].text = spans.join(this.rows[place - 1].text, row.text);
      this.rows.splice(place, 1);
      this.flatten();
      this.store();
      this.draw(place - 1, length);
    } else if (this.rows.length === 1) this.join(row.text);
  }

  shift(place, by) {
    const deepest = Math.min(place ? this.rows[place - 1].depth + 1 : 0, DEEPEST);
    const depth = Math.max(0, Math.min(this.rows[place].depth + by, deepest));
    if (depth !== this.rows[place].depth) {
      this.rows[place].depth = depth;
      this.flatten();
      this.store();
    }
    this.draw(place, this.lines[place].remember().start);
  }

  // No row may lie more than one level deeper than the one before it.
  flatten() {
    this.rows.forEach((row, place) => {
      row.depth = Math.min(row.depth, place ? this.rows[place - 1].depth + 1 : 0);
    });
  }

  paste(place, paragraphs, before, after) {
    const { depth } = this.rows[place];
    const texts = [spans.join(before, paragraphs[0]), ...paragraphs.slice(1, -1), spans.join(paragraphs.at(-1), after)];
    this.rows[place].text = texts[0];
    this.rows.splice(place + 1, 0, ...texts.slice(1).map((text) => ({ text, depth, rest: {} })));
    this.store();
    this.draw(place + texts.length - 1, spans.textOf(paragraphs.at(-1)).length);
  }

  remove(place) {
    if (this.rows.length === 1) return;
    this.rows.splice(place, 1);
    this.flatten();
    this.store();
    this.draw(Math.max(0, place - 1));
  }

  append(text) {
    const last = this.rows.length - 1;
    const length = spans.textOf(this.rows[last].text).length;
    this.rows[last].text = spans.join(this.rows[last].text, text);
    this.store();
    this.draw(last, length);
  }

  focus() {
    this.lines[0]?.focusAt(0);
  }

  focusEnd() {
    this.lines.at(-1)?.focusEnd();
  }
}
