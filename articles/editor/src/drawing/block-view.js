// How ProseMirror shows a block that is more than a run of text: parts that are drawn, around the text that is edited.

import { make, icon } from "../chrome/parts.js";
import { openDetails } from "../dialogs/details.js";
import { labelOf } from "../dialogs/naming.js";

// What a drawing is given: the node as it is now, and ways to change it.
class Hold {
  constructor(node, view, getPos, context) {
    Object.assign(this, { node, view, getPos, context, config: context.config });
  }

  get rest() {
    return this.node.attrs.rest;
  }

  get label() {
    return labelOf(this.config, this.node);
  }

  set(fields) {
    const rest = { ...this.rest, ...fields };
    for (const [name, value] of Object.entries(fields)) if (value === undefined) delete rest[name];
    this.view.dispatch(this.view.state.tr.setNodeAttribute(this.getPos(), "rest", rest));
  }

  details() {
    openDetails(this.view, this.getPos(), this.context);
  }

  act(command) {
    const tr = command(this.view.state);
    if (tr) this.view.dispatch(tr.scrollIntoView());
    this.view.focus();
  }
}

export const tool = (sign, label, onclick) =>
  make("button", { type: "button", class: "be-icon", "aria-label": label, title: label, onclick }, icon(sign));

// A field of the block that is written where it will be read.
export const inPlace = (hold, name, label, css = "") => {
  const value = typeof hold.rest[name] === "string" ? hold.rest[name] : "";
  const input = make("input", { type: "text", class: `be-in-place ${css}`, value, placeholder: label, "aria-label": label, autocomplete: "off" });
  input.addEventListener("input", () => hold.set({ [name]: input.value || undefined }));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    hold.view.focus();
  });
  return input;
};

const nameIn = (control) => control.getAttribute("aria-label") ?? control.textContent;

const fixed = (css, ...children) => make("div", { class: css, contenteditable: "false" }, ...children);

export class BlockView {
  constructor(node, view, getPos, drawing, context) {
    this.drawing = drawing;
    this.hold = new Hold(node, view, getPos, context);
    this.before = fixed("be-before");
    this.after = fixed("be-after");
    const isBlock = node.type.isInGroup("block");
    this.dom = make(drawing.tag ?? "figure", { class: `be-card be-${node.type.name}`, "aria-label": this.hold.label, role: "group" });
    if (isBlock) this.dom.dataset.type = node.type.name;
    this.contentDOM = drawing.text ? make(drawing.text.tag, { class: "be-content", "data-placeholder": drawing.text.placeholder }) : undefined;
    const content = drawing.scrolls ? make("div", { class: "be-scroll" }, this.contentDOM) : this.contentDOM;
    this.dom.append(...[this.before, content, this.after].filter(Boolean));
    this.draw();
  }

  draw() {
    const { hold, drawing } = this;
    if (hold.node.attrs.id) this.dom.dataset.block = hold.node.attrs.id;
    drawing.dress?.(this.dom, hold.node);
    // What was pressed is drawn anew, and may be pressed again.
    const pressed = [this.before, this.after].find((part) => part.contains(document.activeElement)) && nameIn(document.activeElement);
    this.before.replaceChildren(this.head(), ...(drawing.before?.(hold) ?? []).filter(Boolean));
    this.after.replaceChildren(...(drawing.after?.(hold) ?? []).filter(Boolean));
    if (pressed) this.focus(pressed);
  }

  // Where that has gone, the first that is left.
  focus(name) {
    const controls = [...this.before.querySelectorAll("button, input"), ...this.after.querySelectorAll("button, input")];
    const control = controls.find((it) => nameIn(it) === name) ?? controls[0];
    (control ?? this.hold.view).focus();
    // What is added beside it comes only now, and moves it.
    requestAnimationFrame(() => control?.scrollIntoView({ block: "nearest" }));
  }

  head() {
    const { hold, drawing } = this;
    const tools = drawing.tools?.(hold) ?? [];
    return make("div", { class: "be-head" }, make("span", { class: "be-type" }, drawing.name?.(hold) ?? hold.label), make("span", { class: "be-tools" }, ...tools, drawing.isBare ? null : tool("tune", `Details of ${hold.label.toLowerCase()}`, () => hold.details())));
  }

  update(node) {
    if (node.type !== this.hold.node.type) return false;
    const before = this.hold.node;
    this.hold.node = node;
    const isSame = before.attrs === node.attrs || JSON.stringify(before.attrs) === JSON.stringify(node.attrs);
    const hasWriter = [this.before, this.after].some((part) => part.contains(document.activeElement) && document.activeElement.matches("input"));
    if ((!isSame || before.childCount !== node.childCount) && !hasWriter) this.draw();
    return true;
  }

  // What happens in the drawn parts is theirs; but a click beside their controls selects the block.
  stopEvent(event) {
    const isDrawn = this.before.contains(event.target) || this.after.contains(event.target);
    return isDrawn && Boolean(event.target.closest("input, button, select, textarea, a, summary, pre"));
  }

  ignoreMutation(mutation) {
    if (mutation.type === "selection") return !this.contentDOM?.contains(mutation.target);
    return !this.contentDOM?.contains(mutation.target) || mutation.target === this.contentDOM && mutation.type === "attributes";
  }
}
