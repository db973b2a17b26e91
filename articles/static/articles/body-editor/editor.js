// The body: a column of cards, and what happens between them.

import { Card } from "./cards.js";
import { announce, blockId, button, icon, make, openDialog } from "./parts.js";
import * as spans from "./spans.js";

const UNDO_FOR = 20000;
const ICONS = {
  paragraph: "notes", heading: "title", list: "format_list_bulleted", quote: "format_quote", image: "image", gallery: "photo_library",
  video: "movie", audio: "graphic_eq", embed: "code_blocks", table: "table", graphic: "bar_chart", box: "select_window",
  related: "link", note: "info", divider: "horizontal_rule", action: "ads_click",
};

const words = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
const wordsOfItems = (items) => (items ?? []).reduce((sum, item) => sum + words(spans.textOf(item?.text)) + wordsOfItems(item?.items), 0);

export const countWords = (blocks) =>
  blocks.reduce((sum, block) => {
    if (block.type === "paragraph" || block.type === "heading" || (block.type === "quote" && block.variant !== "pull")) return sum + words(spans.textOf(block.text));
    if (block.type === "list") return sum + wordsOfItems(block.items);
    if (block.type === "box") return sum + (block.items ?? []).reduce((inner, item) => inner + countWords(item?.blocks ?? []), 0);
    return sum;
  }, 0);

export class Editor {
  constructor(blocks, { config, onChange, label, isInner = false, problems = [] }) {
    Object.assign(this, { config, onChange, isInner, problemList: problems });
    // Paragraphs that were begun here and left empty are nobody's text.
    this.fresh = new Set();
    this.column = make("div", { class: "be-column", role: "list", "aria-label": label });
    this.start = make("div", { class: "be-start" });
    this.element = make("div", { class: `be-editor${isInner ? " be-inner" : ""}` }, this.start, this.column);
    this.cards = blocks.map((block) => new Card(block, this));
    this.column.append(...this.cards.map((card) => card.element));
    this.start.append(this.inserter(null));
    if (!this.cards.length) this.put(0, this.freshParagraph([]));
    this.showProblems(problems);
  }

  get blocks() {
    const isNobodys = (block) => this.fresh.has(block.id) && block.type === "paragraph" && !block.text.length;
    return this.cards.map((card) => card.block).filter((block) => !isNobodys(block));
  }

  labelOf(type) {
    return this.config.types.find((it) => it.name === type)?.label ?? "Unknown block";
  }

  changed() {
    this.onChange(this.blocks);
  }

  freshParagraph(text) {
    const block = { id: blockId(), type: "paragraph", text };
    this.fresh.add(block.id);
    return block;
  }

  put(place, block) {
    const card = new Card(block, this);
    this.cards.splice(place, 0, card);
    const next = this.cards[place + 1]?.element;
    if (next) next.before(card.element);
    else this.column.append(card.element);
    return card;
  }

  insert(after, block) {
    const card = this.put(after ? this.cards.indexOf(after) + 1 : 0, block);
    this.changed();
    return card;
  }

  insertParagraph(after, text) {
    this.insert(after, this.freshParagraph(text)).focus();
  }

  replace(card, block, { focus = null } = {}) {
    card.block = block;
    card.draw();
    this.changed();
    if (focus) card.element.querySelector(focus)?.focus();
    else card.focus();
  }

  nestedIn(name, holder, onChange) {
    const inner = new Editor(holder[name] ?? [], {
      config: this.config,
      isInner: true,
      label: "Inside the box",
      problems: this.problemList,
      onChange: (blocks) => {
        holder[name] = blocks;
        onChange();
      },
    });
    return make("div", { class: "be-field" }, make("span", { class: "be-label" }, "Content"), inner.element);
  }

  inserter(after) {
    const choose = () => this.chooseType(after);
    return make(
      "div",
      { class: "be-insert" },
      make("button", { type: "button", class: "be-plus", "aria-label": after ? `Insert after this ${after.label.toLowerCase()}` : "Insert at the top", title: "Insert a block", onclick: choose }, icon("add")),
    );
  }

  chooseType(after) {
    const choices = this.config.types
      .filter((type) => !(this.isInner && type.name === "box"))
      .map((type) =>
        make(
          "li",
          {},
          make("button", { type: "button", class: "be-choice be-choice-type", onclick: () => {
            dialog.close();
            const card = this.insert(after, this.newBlock(type));
            card.focus();
            card.element.scrollIntoView({ block: "nearest" });
          } }, icon(ICONS[type.name] ?? "widgets"), make("span", {}, type.label)),
        ),
      );
    const dialog = openDialog("Insert", make("ul", { class: "be-choices be-choices-types" }, ...choices), make("div", { class: "be-dialog-buttons" }, button("Cancel", () => dialog.close())));
  }

  newBlock(type) {
    const block = { id: blockId(), ...structuredClone(type.empty) };
    if (block.type === "note" && !block.date) block.date = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    for (const item of block.items ?? []) for (const inner of item.blocks ?? []) inner.id = blockId();
    if (block.type === "paragraph") this.fresh.add(block.id);
    return block;
  }

  move(card, by) {
    const from = this.cards.indexOf(card);
    const to = from + by;
    if (to < 0 || to >= this.cards.length) {
      announce(by < 0 ? "This is the first block." : "This is the last block.");
      return;
    }
    const held = document.activeElement;
    this.cards.splice(from, 1);
    this.cards.splice(to, 0, card);
    const other = this.cards[from].element;
    if (by < 0) other.before(card.element);
    else other.after(card.element);
    if (card.element.contains(held)) held.focus();
    card.element.scrollIntoView({ block: "nearest" });
    announce(`Moved to place ${to + 1} of ${this.cards.length}.`);
    this.changed();
  }

  remove(card) {
    const place = this.cards.indexOf(card);
    this.cards.splice(place, 1);
    const undo = button("Undo", () => {
      const after = this.cards.filter((other) => strip.compareDocumentPosition(other.element) & Node.DOCUMENT_POSITION_PRECEDING).length;
      this.cards.splice(after, 0, card);
      strip.replaceWith(card.element);
      this.changed();
      card.focus();
    });
    const strip = make("div", { class: "be-undo", role: "listitem" }, make("span", {}, `${card.label} deleted.`), undo);
    card.element.replaceWith(strip);
    undo.focus();
    announce(`${card.label} deleted.`);
    setTimeout(() => {
      if (!strip.contains(document.activeElement)) strip.remove();
      else undo.addEventListener("blur", () => setTimeout(() => strip.remove(), 300), { once: true });
    }, UNDO_FOR);
    this.changed();
  }

  drop(card) {
    this.cards.splice(this.cards.indexOf(card), 1);
    card.element.remove();
    this.changed();
  }

  split(card, before, after) {
    card.block.text = before;
    card.draw();
    this.insertParagraph(card, after);
  }

  paste(card, paragraphs, before, after) {
    const [first, last] = [paragraphs[0], paragraphs.at(-1)];
    card.block.text = spans.join(before, first);
    card.draw();
    let at = card;
    for (const text of paragraphs.slice(1, -1)) at = this.insert(at, this.freshParagraph(text));
    at = this.insert(at, this.freshParagraph(spans.join(last, after)));
    at.line.focusAt(spans.textOf(last).length);
  }

  // Backspace at the start of a text: it becomes a plain paragraph first, and then joins what is above it.
  back(card) {
    const above = this.cards[this.cards.indexOf(card) - 1];
    if (card.block.type !== "paragraph") card.restyle("paragraph", {});
    if (card.block.type !== "paragraph" || !above) return card.line?.focusAt(0);
    const { text } = card.block;
    if (above.line) {
      const length = spans.textOf(above.block.text).length;
      this.drop(card);
      above.block.text = spans.join(above.block.text, text);
      above.draw();
      above.line.focusAt(length);
    } else if (above.list) {
      this.drop(card);
      above.list.append(text);
    } else {
      if (!text.length) this.drop(card);
      above.focusEnd();
    }
    return this.changed();
  }

  forward(card) {
    const below = this.cards[this.cards.indexOf(card) + 1];
    if (!below?.line) return;
    const length = spans.textOf(card.block.text).length;
    card.block.text = spans.join(card.block.text, below.block.text);
    this.drop(below);
    card.draw();
    card.line.focusAt(length);
  }

  showProblems(problems) {
    for (const card of this.cards) {
      card.showProblems(problems.filter((it) => it.block_id && it.block_id === card.block?.id).map((it) => it.message));
    }
  }
}
