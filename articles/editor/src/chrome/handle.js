// The handle beside the block that is pointed at or written in: it drags the block, opens its menu, and inserts beside it.

import { NodeSelection, Plugin } from "prosemirror-state";
import { announce, icon, make, openMenu } from "./parts.js";
import { openInserter } from "./inserting.js";
import { currentBlock, doubleBlock, moveAmong, moveTo, placeAmong, removeBlock } from "../commands/blocks.js";
import { blockWithId } from "../document/schema.js";
import { hasDetails, openDetails } from "../dialogs/details.js";
import { labelOf } from "../dialogs/naming.js";

// So far a pointer may move before it means dragging, and so close to an edge the page scrolls along.
const SLACK = 5;
const EDGE = 60;

class Handle {
  constructor(view, context) {
    Object.assign(this, { view, context, id: null });
    this.plus = make("button", { type: "button", class: "be-icon be-plus", "aria-label": "Insert below", title: "Insert below", tabindex: "-1", onclick: () => this.insert(1) }, icon("add"));
    this.grip = make("button", { type: "button", class: "be-icon be-grip", "aria-label": "Block: drag to move, press for more", title: "Drag to move, press for more", "aria-haspopup": "menu", tabindex: "-1" }, icon("drag_indicator"));
    this.element = make("div", { class: "be-handle", hidden: true }, this.plus, this.grip);
    this.line = make("div", { class: "be-drop-line", hidden: true });
    this.holder = view.dom.parentNode;
    this.holder.append(this.element, this.line);
    this.holder.addEventListener("pointermove", (event) => this.point(event));
    this.holder.addEventListener("pointerleave", () => !this.drag && this.follow());
    this.grip.addEventListener("pointerdown", (event) => this.press(event));
    this.grip.addEventListener("click", (event) => {
      if (this.wasDragged && event.detail) return;
      this.openMenu();
    });
  }

  // A mouse shows what it points at; otherwise the handle is where the cursor is.
  point(event) {
    if (this.drag || event.pointerType !== "mouse" || this.element.contains(event.target)) return;
    const block = event.target.closest?.("[data-block]") ?? this.blockAtHeight(event.clientY);
    if (block && this.view.dom.contains(block)) this.show(block);
  }

  blockAtHeight(y) {
    return [...this.view.dom.children].find((it) => it.dataset.block && it.getBoundingClientRect().top <= y && it.getBoundingClientRect().bottom >= y);
  }

  follow() {
    const block = this.view.hasFocus() && currentBlock(this.view.state);
    if (block) this.show(this.elementOf(block.node.attrs.id));
    else this.element.hidden = true;
  }

  elementOf(id) {
    return this.view.dom.querySelector(`[data-block="${CSS.escape(id ?? "")}"]`);
  }

  show(block) {
    if (!block) return;
    this.id = block.dataset.block;
    const [at, around] = [block.getBoundingClientRect(), this.holder.getBoundingClientRect()];
    this.element.hidden = false;
    this.element.style.top = `${at.top - around.top}px`;
    this.element.classList.toggle("be-handle-inner", block.parentElement !== this.view.dom);
  }

  update(view, before) {
    if (this.drag || !view.hasFocus()) return;
    const block = currentBlock(view.state);
    const was = before && currentBlock(before);
    // Typing leaves the handle where it is.
    if (block?.node.attrs.id === was?.node.attrs.id && block?.place === was?.place && !this.element.hidden) return;
    this.follow();
  }

  current() {
    return blockWithId(this.view.state.doc, this.id);
  }

  insert(dir) {
    const block = this.current();
    if (block) openInserter(this.view, this.context, dir < 0 ? block.place : block.place + block.node.nodeSize);
  }

  move(dir) {
    const block = this.current();
    const tr = moveAmong(this.view.state, block, dir);
    if (tr) this.view.dispatch(tr);
    announceMove(this.view.state, this.id, tr, dir);
    this.view.focus();
  }

  openMenu() {
    const block = this.current();
    if (!block) return;
    const { view, context, id } = this;
    openMenu(this.grip, labelOf(context.config, block.node), [
      hasDetails(block.node) ? { label: "Details", sign: "tune", keys: "Ctrl+Enter", act: () => openDetails(view, block.place, context) } : null,
      { label: "Insert above", sign: "vertical_align_top", act: () => this.insert(-1) },
      { label: "Insert below", sign: "vertical_align_bottom", act: () => this.insert(1) },
      { label: "Move up", sign: "arrow_upward", keys: "Alt+↑", act: () => this.move(-1) },
      { label: "Move down", sign: "arrow_downward", keys: "Alt+↓", act: () => this.move(1) },
      { label: "Double", sign: "content_copy", keys: "Ctrl+D", act: () => { doubleBlock(view, id); announce("Doubled."); } },
      { label: "Remove", sign: "delete", act: () => { removeBlock(view, id); announce("Removed. Ctrl+Z brings it back."); } },
    ]);
  }

  press(event) {
    const block = this.current();
    if (event.button || !block) return;
    this.wasDragged = false;
    const start = { x: event.clientX, y: event.clientY };
    const move = (at) => {
      if (!this.drag && Math.hypot(at.clientX - start.x, at.clientY - start.y) < SLACK) return;
      this.drag ??= { id: this.id, targets: this.targets(block) };
      this.wasDragged = true;
      this.over(at.clientY);
      if (at.clientY < EDGE || at.clientY > innerHeight - EDGE) scrollBy(0, at.clientY < EDGE ? -12 : 12);
    };
    const end = (isDone) => {
      this.grip.removeEventListener("pointermove", move);
      if (isDone && this.drag?.target) this.drop();
      this.drag = null;
      this.line.hidden = true;
    };
    this.grip.setPointerCapture(event.pointerId);
    this.grip.addEventListener("pointermove", move);
    this.grip.addEventListener("pointerup", () => end(true), { once: true });
    this.grip.addEventListener("pointercancel", () => end(false), { once: true });
  }

  // The places between blocks, with the edges of the page at which they are seen. No box goes into a box, and nothing
  // into itself.
  targets(dragged) {
    const { doc } = this.view.state;
    const found = [];
    const between = (parent, start, element) => {
      let place = start;
      parent.forEach((node) => {
        const box = element(node);
        if (box) found.push({ place, element: box, edge: "top" }, { place: place + node.nodeSize, element: box, edge: "bottom" });
        place += node.nodeSize;
      });
    };
    const byId = (node) => this.elementOf(node.attrs.id);
    between(doc, 0, byId);
    doc.forEach((node, place) => {
      if (node.type.name !== "box" || dragged.node.type.name === "box") return;
      node.forEach((item, at) => between(item, place + 1 + at + 1, byId));
    });
    return found;
  }

  over(y) {
    const edgeOf = (target) => target.element.getBoundingClientRect()[target.edge];
    const target = this.drag.targets.reduce((best, it) => (!best || Math.abs(edgeOf(it) - y) < Math.abs(edgeOf(best) - y) ? it : best), null);
    this.drag.target = target;
    const [box, around] = [target.element.getBoundingClientRect(), this.holder.getBoundingClientRect()];
    this.line.hidden = false;
    Object.assign(this.line.style, { top: `${edgeOf(target) - around.top}px`, left: `${box.left - around.left}px`, width: `${box.width}px` });
  }

  drop() {
    const tr = moveTo(this.view.state, this.current(), this.drag.target.place);
    if (tr) this.view.dispatch(tr);
    announceMove(this.view.state, this.drag.id, true);
    this.view.focus();
  }

  destroy() {
    this.element.remove();
    this.line.remove();
  }
}

export const announceMove = (state, id, isDone, dir = 0) => {
  if (isDone) announce(`Moved to place ${placeAmong(state.doc, id).join(" of ")}.`);
  else announce(dir < 0 ? "This is the first block." : "This is the last block.");
};

export const handle = (context) => new Plugin({ view: (view) => new Handle(view, context) });

export const selectWhole = (state, dispatch) => {
  const block = currentBlock(state);
  if (!block || state.selection instanceof NodeSelection) return false;
  dispatch?.(state.tr.setSelection(NodeSelection.create(state.doc, block.place)));
  return true;
};
