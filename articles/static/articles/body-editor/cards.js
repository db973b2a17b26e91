// One block as a card: text edited in place, everything else as a form, and what is beyond this editor under lock.

import { Fields } from "./fields.js";
import { isEditableList, ListField } from "./list.js";
import { Line } from "./line.js";
import { iconButton, make, newId } from "./parts.js";
import * as spans from "./spans.js";
import { isEditableTable, tableField } from "./table.js";

const SHARED = ["layout", "platforms", "fallback"];
const STYLES = [
  ["Paragraph", "paragraph", {}],
  ["Heading", "heading", { level: 2 }],
  ["Smaller heading", "heading", { level: 3 }],
  ["Smallest heading", "heading", { level: 4 }],
  ["Quote", "quote", { variant: "block" }],
  ["Pull quote", "quote", { variant: "pull" }],
];
const PLACEHOLDERS = { paragraph: "Write here", heading: "Heading", quote: "What was said" };
// What is shown at once beside what a block cannot do without; the rest is folded up.
const AT_HAND = {
  quote: ["attribution", "source_url"], image: ["caption", "credit", "layout"], gallery: ["title"],
  video: ["external_id", "caption", "sources"], audio: [], embed: ["text", "author_name"], table: ["caption", "source"],
  graphic: ["image", "url", "source"], box: ["title"], related: ["label"], note: [], action: ["title", "text", "url"],
};

const isText = (block) => STYLES.some(([, type]) => type === block.type);

const isLocked = (block, fields) => {
  const schema = fields.blockSchema(block.type);
  if (!schema) return true;
  if (isText(block)) return !spans.isEditable(block.text);
  if (block.type === "list") return !isEditableList(block.items);
  if (block.type === "table" && !isEditableTable(block)) return true;
  return !isSound(block, schema, fields);
};

// Whether the form's parts will find what they expect: lists where lists belong, objects where objects do.
const isSound = (value, schema, fields) => {
  const found = fields.resolve(schema);
  if (fields.isRich(schema)) return spans.isEditable(value);
  if (found.type === "array") return Array.isArray(value) && value.every((item) => isSound(item, found.items ?? {}, fields));
  if (found.discriminator) {
    if (!value || typeof value !== "object") return false;
    const branch = fields.branch(schema, value.type);
    return !branch || found.discriminator.mapping.paragraph ? true : isSound(value, branch, fields);
  }
  if (found.type === "object") {
    if (!value || typeof value !== "object" || Array.isArray(value)) return false;
    return Object.entries(found.properties ?? {}).every(([name, part]) => value[name] === undefined || isSound(value[name], part, fields));
  }
  if (found.type === "string") return typeof value === "string";
  if (found.type === "boolean") return typeof value === "boolean";
  if (found.type === "integer" || found.type === "number") return typeof value === "number";
  return true;
};

export class Card {
  constructor(block, editor) {
    this.block = block;
    this.editor = editor;
    this.fields = new Fields(editor.config, {
      nested: (name, holder) => editor.nestedIn(name, holder, () => this.changed()),
      onChange: () => this.changed(),
    });
    this.problems = make("ul", { class: "be-problems" });
    this.element = make("div", { class: "be-block", role: "listitem" });
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.draw();
  }

  get label() {
    return this.editor.labelOf(this.block.type);
  }

  changed() {
    this.editor.changed();
  }

  draw() {
    const id = newId("be-card");
    this.line = this.list = this.more = null;
    this.locked = isLocked(this.block, this.fields);
    this.element.dataset.type = typeof this.block?.type === "string" ? this.block.type : "";
    this.element.setAttribute("aria-labelledby", id);
    const content = this.locked ? this.lockedContent() : this.content();
    const style = isText(this.block) && !this.locked ? this.styleSelect() : null;
    this.element.replaceChildren(
      make(
        "div",
        { class: "be-head" },
        make("span", { class: `be-type${style ? " be-hidden" : ""}`, id }, this.label),
        style,
        this.line ? this.line.marks : null,
        make(
          "span",
          { class: "be-tools" },
          this.more ? iconButton("tune", "More settings", () => this.toggleMore()) : null,
          iconButton("arrow_upward", "Move up (Alt+Shift+Up)", () => this.editor.move(this, -1)),
          iconButton("arrow_downward", "Move down (Alt+Shift+Down)", () => this.editor.move(this, 1)),
          iconButton("delete", `Delete ${this.label.toLowerCase()}`, () => this.editor.remove(this)),
        ),
      ),
      make("div", { class: "be-content" }, ...content.filter(Boolean)),
      this.problems,
      this.editor.inserter(this),
    );
  }

  content() {
    if (isText(this.block)) return [this.textLine(), ...this.settings(["text", "level", "variant"])];
    if (this.block.type === "list") return [this.listRows(), ...this.settings(["items"])];
    if (this.block.type === "divider") return [make("hr", {}), ...this.settings([])];
    const schema = this.fields.blockSchema(this.block.type);
    const required = schema.required ?? [];
    const names = Object.keys(schema.properties).filter((name) => name !== "id" && name !== "type");
    const atHand = AT_HAND[this.block.type] ?? names;
    const isTable = this.block.type === "table";
    const drawn = isTable ? ["columns", "rows"] : [];
    const vital = names.filter((name) => required.includes(name) && !drawn.includes(name));
    const shown = [...vital, ...atHand.filter((name) => !vital.includes(name))];
    return [
      ...(isTable ? [tableField(this.block, this.fields, () => this.changed())] : []),
      ...shown.map((name) => this.fields.field(name, schema.properties[name], this.block, required.includes(name))),
      this.folded(schema, names.filter((name) => !shown.includes(name) && !drawn.includes(name))),
    ];
  }

  settings(left) {
    const schema = this.fields.blockSchema(this.block.type);
    const atHand = AT_HAND[this.block.type] ?? [];
    const rest = Object.keys(schema.properties).filter((name) => !["id", "type", ...left, ...atHand].includes(name));
    const required = schema.required ?? [];
    const shown = atHand.map((name) => this.fields.field(name, schema.properties[name], this.block, required.includes(name)));
    this.more = this.folded(schema, rest);
    // It is opened from the tools: what appears under a pointer on its way to a button would move the button away.
    this.more.hidden = true;
    return [shown.length ? make("div", { class: "be-row be-wide" }, ...shown) : null, this.more];
  }

  toggleMore() {
    this.more.hidden = !this.more.hidden;
    this.more.open = !this.more.hidden;
    if (this.more.open) this.more.querySelector("summary").focus();
  }

  folded(schema, names) {
    if (!names.length) return null;
    const details = make("details", { class: "be-more" }, make("summary", {}, "More settings"));
    details.addEventListener("toggle", () => {
      if (!details.open || details.children.length > 1) return;
      details.append(...names.map((name) => this.fields.field(name, schema.properties[name], this.block, (schema.required ?? []).includes(name))).filter(Boolean));
    });
    return details;
  }

  lockedContent() {
    const text = spans.textOf(this.block?.text) || this.block?.fallback?.text || this.block?.title || "";
    return [
      make("p", { class: "be-locked" }, "This block cannot be edited here. It is kept exactly as it is."),
      text ? make("p", {}, String(text)) : null,
      make("details", { class: "be-more" }, make("summary", {}, "What it holds"), make("pre", {}, JSON.stringify(this.block, null, 2))),
    ];
  }

  textLine() {
    this.line = new Line(this.block.text, {
      label: this.label,
      placeholder: PLACEHOLDERS[this.block.type],
      className: `be-as-${this.block.type}${this.block.level ? ` be-level-${this.block.level}` : ""}${this.block.variant === "pull" ? " be-as-pull" : ""}`,
      on: {
        change: (text) => {
          this.block.text = text;
          this.changed();
        },
        enter: (before, after) => this.editor.split(this, before, after),
        backspace: () => this.editor.back(this),
        delete: () => this.editor.forward(this),
        paste: (paragraphs, before, after) => this.editor.paste(this, paragraphs, before, after),
      },
    });
    return this.line.element;
  }

  listRows() {
    this.list = new ListField(this.block, {
      onChange: () => this.changed(),
      leave: (text) => this.editor.insertParagraph(this, text),
      join: (text) => this.editor.replace(this, { id: this.block.id, type: "paragraph", text }),
    });
    return this.list.element;
  }

  styleSelect() {
    const select = make("select", { class: "be-style", "aria-label": "Style" });
    const current = STYLES.findIndex(([, type, more]) => type === this.block.type && Object.entries(more).every(([key, value]) => this.block[key] === value));
    STYLES.forEach(([name], place) => select.append(make("option", { value: String(place) }, name)));
    select.value = String(current);
    select.addEventListener("change", () => this.restyle(...STYLES[Number(select.value)].slice(1)));
    return select;
  }

  restyle(type, more) {
    const kept = type === this.block.type ? this.block : Object.fromEntries(Object.entries(this.block).filter(([key]) => ["id", ...SHARED].includes(key)));
    const { text } = this.block;
    this.editor.replace(this, { ...kept, type, ...more, text }, { focus: ".be-style" });
  }

  showProblems(messages) {
    this.element.classList.toggle("be-wrong", messages.length > 0);
    this.problems.replaceChildren(...messages.map((message) => make("li", {}, message)));
  }

  focus() {
    if (this.line) this.line.focusAt(0);
    else if (this.list) this.list.focus();
    else (this.element.querySelector(".be-content input, .be-content textarea, .be-content select, .be-content button, .be-content [contenteditable]") ?? this.element.querySelector(".be-tools button")).focus();
  }

  focusEnd() {
    if (this.line) this.line.focusEnd();
    else if (this.list) this.list.focusEnd();
    else this.focus();
  }

  key(event) {
    if (!event.altKey || !event.shiftKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    this.editor.move(this, event.key === "ArrowUp" ? -1 : 1);
  }
}
