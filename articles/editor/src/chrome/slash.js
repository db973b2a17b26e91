// The menu that opens where "/" is typed in an empty paragraph.

import { Plugin, PluginKey } from "prosemirror-state";
import { announce, icon, make } from "./parts.js";
import { kindsIn, matching } from "./choices.js";
import { insertKind } from "./inserting.js";

const KEY = new PluginKey("slash");
const MOST = 30;
const CLOSED = { query: null, dismissed: null };

const queryIn = ({ selection }) => {
  const { $from, empty } = selection;
  if (!empty || $from.parent.type.name !== "paragraph" || $from.parentOffset !== $from.parent.content.size) return null;
  const text = $from.parent.textContent;
  return /^\/[\p{L}\d ]*$/u.test(text) && text.length <= MOST && !text.endsWith("  ") ? text.slice(1) : null;
};

class SlashMenu {
  constructor(view, context) {
    Object.assign(this, { view, context, at: 0, found: [] });
    this.list = make("div", { class: "be-menu be-slash", role: "listbox", id: "be-slash", "aria-label": "Insert", hidden: true });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    document.body.append(this.list);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  update(view, before) {
    const { query, dismissed } = KEY.getState(view.state);
    if (query === null || dismissed || !view.hasFocus()) {
      this.close();
      return;
    }
    if (this.isOpen && KEY.getState(before).query === query) return;
    const isInner = view.state.selection.$from.node(-1).type.name === "box_item";
    this.found = matching(kindsIn(this.context.config, { isInner }), query);
    if (this.found.length) this.open();
    else this.close();
  }

  open() {
    this.at = 0;
    this.list.replaceChildren(...this.found.map((kind, place) =>
      make("div", { role: "option", id: `be-slash-${place}`, class: "be-menu-item", "data-kind": kind.type, onclick: () => this.take(place) }, icon(kind.sign), make("span", {}, kind.label))));
    this.list.hidden = false;
    this.place();
    this.mark();
  }

  place() {
    const box = this.view.coordsAtPos(this.view.state.selection.from);
    const height = this.list.offsetHeight;
    const below = box.bottom + height + 8 < innerHeight || box.top < height;
    this.list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - this.list.offsetWidth - 8)) + scrollX}px`;
    this.list.style.top = `${(below ? box.bottom + 4 : box.top - height - 4) + scrollY}px`;
  }

  mark() {
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === this.at)));
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
    this.view.dom.setAttribute("aria-activedescendant", `be-slash-${this.at}`);
    this.view.dom.setAttribute("aria-controls", "be-slash");
    announce(`${this.found[this.at].label}, ${this.at + 1} of ${this.found.length}`);
  }

  close() {
    if (!this.isOpen) return;
    this.list.hidden = true;
    this.view.dom.removeAttribute("aria-activedescendant");
    this.view.dom.removeAttribute("aria-controls");
  }

  take(place) {
    const kind = this.found[place];
    const { $from } = this.view.state.selection;
    this.close();
    this.view.dispatch(this.view.state.tr.delete($from.start(), $from.end()));
    insertKind(this.view, kind, this.context, { instead: true });
  }

  key(event) {
    if (!this.isOpen) return false;
    const size = this.found.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : size - 1)) % size;
      this.mark();
    } else if (event.key === "Enter" || event.key === "Tab") this.take(this.at);
    else if (event.key === "Escape") this.view.dispatch(this.view.state.tr.setMeta(KEY, "dismiss"));
    else return false;
    return true;
  }

  destroy() {
    this.list.remove();
  }
}

export const slashMenu = (context) => {
  let menu;
  return new Plugin({
    key: KEY,
    state: {
      init: () => CLOSED,
      apply(tr, value, _, state) {
        const query = queryIn(state);
        if (tr.getMeta(KEY) === "dismiss") return { query, dismissed: true };
        return { query, dismissed: query !== null && value.dismissed };
      },
    },
    view(view) {
      menu = new SlashMenu(view, context);
      return menu;
    },
    props: {
      handleKeyDown: (_, event) => menu.key(event),
      handleDOMEvents: { blur: () => { menu.close(); return false; } },
    },
  });
};
