// What was wrong on the last save, beside the blocks that it is about, and a list above the text that leads there.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { make } from "./parts.js";
import { showBlock } from "./places.js";
import { blockWithId } from "../document/schema.js";
import { labelOf } from "../dialogs/naming.js";

const KEY = new PluginKey("problems");

const byBlock = (problems) => {
  const found = new Map();
  for (const { block_id: id, message } of problems) found.set(id, [...(found.get(id) ?? []), message]);
  return found;
};

const decorations = (doc, problems) => {
  const all = [];
  for (const [id, messages] of byBlock(problems)) {
    const block = id && blockWithId(doc, id);
    if (!block) continue;
    const list = () => make("ul", { class: "be-problems", contenteditable: "false" }, ...messages.map((it) => make("li", {}, it)));
    all.push(Decoration.node(block.place, block.place + block.node.nodeSize, { class: "be-wrong" }));
    all.push(Decoration.widget(block.place, list, { side: -1, key: `problems-${id}`, ignoreSelection: true }));
  }
  return DecorationSet.create(doc, all);
};

const summary = (view, problems, config) => {
  const lines = problems.map(({ block_id: id, message }) => {
    const block = id && blockWithId(view.state.doc, id);
    if (!block) return make("li", {}, message);
    const link = make("a", { href: `#block-${id}` }, `${labelOf(config, block.node)}: ${message}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      showBlock(view, id);
    });
    return make("li", {}, link);
  });
  const number = problems.length === 1 ? "One thing has" : `${problems.length} things have`;
  return make("div", { class: "be-summary", role: "alert" }, make("p", {}, `${number} to be mended in the text:`), make("ul", {}, ...lines));
};

export const problems = (given, config) =>
  new Plugin({
    key: KEY,
    state: {
      init: (_, { doc }) => decorations(doc, given),
      apply: (tr, set) => set.map(tr.mapping, tr.doc),
    },
    props: { decorations: (state) => KEY.getState(state) },
    view(view) {
      const shown = given.length ? summary(view, given, config) : null;
      if (shown) view.dom.parentNode.before(shown);
      return { destroy: () => shown?.remove() };
    },
  });
