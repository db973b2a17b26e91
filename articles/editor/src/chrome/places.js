// Leads to a block: from a list of problems, or from an address that ends in #block-<id>.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { selectBlock } from "../commands/blocks.js";
import { announce } from "./parts.js";
import { blockWithId } from "../document/schema.js";

const KEY = new PluginKey("places");
const FOR = 2500;
const HASH = /^#block-([0-9a-z]{8,32})$/;

export const showBlock = (view, id) => {
  const block = blockWithId(view.state.doc, id);
  if (!block) {
    announce("This block is not in the text any more.");
    return;
  }
  view.focus();
  view.dispatch(selectBlock(view.state, block.place).setMeta(KEY, id));
  view.dom.querySelector(`[data-block="${id}"]`)?.scrollIntoView({ block: "center" });
  setTimeout(() => !view.isDestroyed && view.dispatch(view.state.tr.setMeta(KEY, "")), FOR);
};

const lit = (doc, id) => {
  const block = id && blockWithId(doc, id);
  return block ? DecorationSet.create(doc, [Decoration.node(block.place, block.place + block.node.nodeSize, { class: "be-found" })]) : DecorationSet.empty;
};

export const places = () =>
  new Plugin({
    key: KEY,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, set) {
        const id = tr.getMeta(KEY);
        return id === undefined ? set.map(tr.mapping, tr.doc) : lit(tr.doc, id);
      },
    },
    props: { decorations: (state) => KEY.getState(state) },
    view(view) {
      const follow = () => {
        const id = HASH.exec(location.hash)?.[1];
        if (id) showBlock(view, id);
      };
      addEventListener("hashchange", follow);
      setTimeout(follow);
      return { destroy: () => removeEventListener("hashchange", follow) };
    },
  });
