// One run of rich text, edited in place.

import { announce, button, iconButton, labelled, make, openDialog } from "./parts.js";
import { pasted } from "./paste.js";
import * as spans from "./spans.js";

const PAUSE = 800;
const SAFE = /^(https?:\/\/[^/?#]|mailto:.|tel:.|\/(?![/\\])|#)/i;
const ADVICE = "Start with https://, mailto:, tel:, / (a page of this site) or # (a heading of this story).";

export class Line {
  // `on` may hold change, enter(before, after), backspace(), delete() and paste(paragraphs, before, after).
  constructor(text, { label, placeholder = "", on = {}, className = "" }) {
    this.text = text;
    this.on = on;
    this.past = [];
    this.future = [];
    this.range = { start: 0, end: 0 };
    this.element = make("div", {
      class: `be-line ${className}`, contenteditable: "true", role: "textbox", "aria-multiline": "true",
      "aria-label": label, "data-placeholder": placeholder, spellcheck: "true",
    });
    spans.render(this.element, text);
    this.marks = make(
      "div",
      { class: "be-marks", role: "toolbar", "aria-label": `Formatting of ${label.toLowerCase()}` },
      this.markButton("format_bold", "Bold (Ctrl+B)", () => this.toggle("strong")),
      this.markButton("format_italic", "Italic (Ctrl+I)", () => this.toggle("em")),
      this.markButton("link", "Link (Ctrl+K)", () => this.askForLink()),
      this.markButton("format_clear", "Clear formatting", () => this.clear()),
    );
    this.element.addEventListener("beforeinput", (event) => this.beforeInput(event));
    this.element.addEventListener("input", () => this.changed(spans.read(this.element)));
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("paste", (event) => this.paste(event));
    this.element.addEventListener("drop", (event) => event.preventDefault());
    this.element.addEventListener("click", (event) => {
      if (event.target.closest("a")) event.preventDefault();
    });
    this.element.addEventListener("blur", () => this.remember());
    this.element.addEventListener("keyup", () => this.remember());
    this.element.addEventListener("mouseup", () => this.remember());
    this.showEmpty();
  }

  markButton(name, label, action) {
    return iconButton(name, label, action, { onmousedown: (event) => event.preventDefault() });
  }

  remember() {
    this.range = spans.selectionIn(this.element) ?? this.range;
    return this.range;
  }

  showEmpty() {
    this.element.classList.toggle("be-empty", !this.text.length);
  }

  changed(text) {
    this.text = text;
    this.showEmpty();
    this.on.change?.(text);
  }

  replace(text, start, end = start) {
    this.keep(true);
    spans.render(this.element, text);
    this.changed(text);
    this.focusAt(start, end);
  }

  focusAt(start, end = start) {
    this.element.focus();
    const length = spans.textOf(this.text).length;
    spans.select(this.element, Math.min(start, length), Math.min(end, length));
    this.range = { start, end };
  }

  focusEnd() {
    this.focusAt(spans.textOf(this.text).length);
  }

  // Remembers how it was before a change; typing counts as one until there is a pause.
  keep(always = false) {
    const now = Date.now();
    if (always || now - (this.keptAt ?? 0) > PAUSE) {
      this.past.push({ text: this.text, range: this.remember() });
      this.future = [];
    }
    this.keptAt = now;
  }

  goBack(from, to) {
    const state = from.pop();
    if (!state) return;
    to.push({ text: this.text, range: this.remember() });
    spans.render(this.element, state.text);
    this.changed(state.text);
    this.focusAt(state.range.start, state.range.end);
    this.keptAt = 0;
  }

  beforeInput(event) {
    if (event.inputType === "historyUndo" || event.inputType === "historyRedo") {
      event.preventDefault();
      if (event.inputType === "historyUndo") this.goBack(this.past, this.future);
      else this.goBack(this.future, this.past);
    } else if (event.inputType.startsWith("format")) {
      event.preventDefault();
    } else if (event.inputType === "insertParagraph") {
      event.preventDefault();
      this.enter();
    } else this.keep();
  }

  key(event) {
    const { start, end } = this.remember();
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    const name = event.key.toLowerCase();
    const act = (action) => {
      event.preventDefault();
      action();
    };
    if (command && name === "b") act(() => this.toggle("strong"));
    else if (command && name === "i") act(() => this.toggle("em"));
    else if (command && name === "k") act(() => this.askForLink());
    else if (command && name === "z" && !event.shiftKey) act(() => this.goBack(this.past, this.future));
    else if (command && (name === "y" || (name === "z" && event.shiftKey))) act(() => this.goBack(this.future, this.past));
    else if (event.key === "Backspace" && start === 0 && end === 0 && this.on.backspace) act(() => this.on.backspace());
    else if (event.key === "Delete" && start === end && end >= spans.textOf(this.text).length && this.on.delete)
      act(() => this.on.delete());
  }

  enter() {
    const { start, end } = this.remember();
    const [before, after] = [spans.slice(this.text, 0, start), spans.slice(this.text, end)];
    if (this.on.enter) this.on.enter(before, after);
    else this.replace(spans.join(before, [{ text: "\n" }], after), start + 1);
  }

  paste(event) {
    event.preventDefault();
    const paragraphs = pasted(event.clipboardData);
    if (!paragraphs.length) return;
    const { start, end } = this.remember();
    const [before, after] = [spans.slice(this.text, 0, start), spans.slice(this.text, end)];
    if (paragraphs.length > 1 && this.on.paste) {
      this.keep(true);
      this.on.paste(paragraphs, before, after);
      return;
    }
    const words = paragraphs.flatMap((part, place) => (place ? [{ text: "\n" }, ...part] : part));
    this.replace(spans.join(before, words, after), start + spans.textOf(words).length);
  }

  chosen() {
    const { start, end } = this.remember();
    if (start === end) announce("Select the words first.");
    return start === end ? null : { start, end };
  }

  toggle(type) {
    const range = this.chosen();
    if (range) this.replace(spans.toggle(this.text, range.start, range.end, type), range.start, range.end);
    else this.element.focus();
  }

  clear() {
    const range = this.chosen();
    if (range) this.replace(spans.clear(this.text, range.start, range.end), range.start, range.end);
    else this.element.focus();
  }

  askForLink() {
    const { start, end } = this.remember();
    const existing = spans.linkAt(this.text, start === end ? start : start + 1);
    const range = start === end ? existing : { start, end };
    if (!range) {
      announce("Select the words of the link first.");
      this.element.focus();
      return;
    }
    const address = make("input", { type: "text", inputmode: "url", autocomplete: "off", value: existing?.link.href ?? "" });
    const problem = make("p", { class: "be-problem", role: "alert" });
    const finish = (link) => {
      dialog.close();
      this.replace(spans.setLink(this.text, range.start, range.end, link), range.start, range.end);
    };
    const form = make(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          event.stopPropagation();
          const href = address.value.trim();
          if (!SAFE.test(href)) {
            problem.textContent = ADVICE;
            address.focus();
            return;
          }
          const kept = existing?.link.href === href ? existing.link : { ...withoutTarget(existing?.link), type: "link", href };
          finish(kept);
        },
      },
      labelled("Address", address, ADVICE),
      problem,
      make(
        "div",
        { class: "be-dialog-buttons" },
        make("button", { type: "submit", class: "be-button be-first" }, "Set the link"),
        existing ? button("Remove the link", () => finish(null)) : null,
        button("Cancel", () => {
          dialog.close();
          this.focusAt(start, end);
        }),
      ),
    );
    const dialog = openDialog("Link", form);
    address.focus();
  }
}

// An address of somebody's own leads elsewhere than the story, author or tag that the link was made for.
const withoutTarget = (link) => {
  const { ref, ...rest } = link ?? {};
  return rest;
};
