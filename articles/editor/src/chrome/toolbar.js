// The tools above the text. One stop of the Tab key; arrows move among them.

import { redo, undo } from "prosemirror-history";
import { Plugin } from "prosemirror-state";
import { icon, make, openMenu } from "./parts.js";
import { openInserter } from "./inserting.js";
import { currentBlock, turnInto } from "../commands/blocks.js";
import { makeList } from "../commands/lists.js";
import { askForCorrection, askForLanguage, askForLink, askForTag, clearFormatting, toggle } from "../dialogs/marks.js";
import { openHelp } from "../dialogs/help.js";

const STYLES = [
  ["Paragraph", "paragraph", {}], ["Heading", "heading", { level: 2 }], ["Smaller heading", "heading", { level: 3 }],
  ["Smallest heading", "heading", { level: 4 }], ["Quote", "quote", { variant: "block" }], ["Pull quote", "quote", { variant: "pull" }],
];

const carries = ({ selection, storedMarks, doc }, type) => {
  if (!type) return false;
  const { from, to, empty, $from } = selection;
  return empty ? Boolean(type.isInSet(storedMarks ?? $from.marks())) : doc.rangeHasMark(from, to, type);
};

class Toolbar {
  constructor(view, { label, context, isBody }) {
    Object.assign(this, { view, context, isBody });
    this.marks = [
      this.mark("strong", "format_bold", "Bold (Ctrl+B)"),
      this.mark("em", "format_italic", "Italic (Ctrl+I)"),
      this.tool("link", "Link (Ctrl+K)", () => askForLink(view, context.config), "link"),
    ];
    const more = this.tool("more_horiz", "More formatting", () => this.openMore(more));
    more.setAttribute("aria-haspopup", "menu");
    this.style = isBody ? this.styleSelect() : null;
    const tools = isBody
      ? [
        this.style, ...this.marks, more,
        this.command("format_list_bulleted", "Bulleted list (Ctrl+Shift+8)", makeList("bullet")),
        this.command("format_list_numbered", "Numbered list (Ctrl+Shift+7)", makeList("number")),
        this.tool("add", "Insert a block", () => openInserter(view, context)),
        this.command("undo", "Undo (Ctrl+Z)", undo), this.command("redo", "Redo (Ctrl+Shift+Z)", redo),
        this.tool("keyboard", "Keys of the editor (Ctrl+/)", openHelp),
      ]
      : [...this.marks, more];
    this.tools = tools;
    this.element = make("div", { class: "be-toolbar", role: "toolbar", "aria-label": `Tools for ${label.toLowerCase()}` }, ...tools);
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focusin", (event) => this.rove(event.target));
    this.rove(tools[0]);
    view.dom.parentNode.before(this.element);
    this.update(view);
  }

  tool(sign, label, action, name = null) {
    const it = make("button", { type: "button", class: "be-icon", "aria-label": label, title: label, "aria-pressed": name ? "false" : null, onmousedown: (event) => event.preventDefault(), onclick: action }, icon(sign));
    if (name) it.markName = name;
    return it;
  }

  command(sign, label, command) {
    const it = this.tool(sign, label, () => {
      command(this.view.state, (tr) => this.view.dispatch(tr));
      this.view.focus();
    });
    return it;
  }

  mark(name, sign, label) {
    const it = this.command(sign, label, toggle(name));
    it.markName = name;
    it.setAttribute("aria-pressed", "false");
    return it;
  }

  styleSelect() {
    const select = make("select", { class: "be-style", "aria-label": "Kind of text" },
      ...STYLES.map(([name], place) => make("option", { value: String(place) }, name)),
      make("option", { value: "", disabled: true }, "Other"));
    select.addEventListener("change", () => {
      turnInto(...STYLES[Number(select.value)].slice(1))(this.view.state, (tr) => this.view.dispatch(tr));
      this.view.focus();
    });
    return select;
  }

  openMore(anchor) {
    const { view, context } = this;
    const simple = (name, label, sign, keys) => ({
      label, sign, keys, pressed: carries(view.state, view.state.schema.marks[name]),
      act: () => { toggle(name)(view.state, (tr) => view.dispatch(tr)); view.focus(); },
    });
    openMenu(anchor, "More formatting", [
      simple("strike", "Struck through", "format_strikethrough", "Ctrl+Shift+X"),
      simple("code", "Code", "code", "Ctrl+E"),
      simple("sup", "Raised", "superscript", "Ctrl+."),
      simple("sub", "Lowered", "subscript", "Ctrl+,"),
      { label: "Language …", sign: "translate", act: () => askForLanguage(view) },
      context.config.targets ? { label: "Tag these words …", sign: "sell", act: () => askForTag(view, context.config) } : null,
      context.config.targets ? { label: "Mark as corrected …", sign: "edit_note", act: () => askForCorrection(view, context.config) } : null,
      { label: "Clear formatting", sign: "format_clear", keys: "Ctrl+\\", act: () => { clearFormatting(view.state, (tr) => view.dispatch(tr)); view.focus(); } },
    ]);
  }

  update(view, before) {
    if (before && before.selection.eq(view.state.selection) && before.doc === view.state.doc && before.storedMarks === view.state.storedMarks) return;
    const { marks } = view.state.schema;
    for (const it of this.marks) {
      const pressed = String(carries(view.state, marks[it.markName]));
      if (it.getAttribute("aria-pressed") !== pressed) it.setAttribute("aria-pressed", pressed);
    }
    if (this.style) this.showStyle(view.state);
  }

  showStyle(state) {
    const node = currentBlock(state)?.node;
    const at = STYLES.findIndex(([, type, own]) => type === node?.type.name && Object.entries(own).every(([name, value]) => (node.attrs.rest[name] ?? 2) === value));
    const value = at < 0 ? "" : String(at);
    if (this.style.value !== value) this.style.value = value;
  }

  rove(current) {
    if (!this.tools.includes(current)) return;
    for (const it of this.tools) it.tabIndex = it === current ? 0 : -1;
  }

  key(event) {
    const at = this.tools.indexOf(event.target);
    if (event.key === "Escape") this.view.focus();
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + this.tools.length, Home: 0, End: this.tools.length - 1 }[event.key];
    if (to === undefined || (event.target === this.style && event.altKey)) return;
    event.preventDefault();
    this.tools[to % this.tools.length].focus();
  }

  focus() {
    this.tools.find((it) => it.tabIndex === 0).focus();
  }

  destroy() {
    this.element.remove();
  }
}

export const toolbar = (options) => {
  let bar;
  return new Plugin({
    view(view) {
      bar = new Toolbar(view, options);
      return bar;
    },
    props: {
      handleKeyDown(_, event) {
        if (event.key !== "F10" || !event.altKey) return false;
        bar.focus();
        return true;
      },
    },
  });
};
