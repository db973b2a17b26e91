// Every block has an id of its own, for as long as it lives: the first half of a block that is split keeps it, and so does
// one that is moved, cut and pasted, or brought back; a copy gets a new one.

import { Plugin } from "prosemirror-state";
import { eachBlock } from "./schema.js";

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

export const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => ALPHABET[byte % 36]).join("");

const isSame = (one, other) => one === other || (one.type === other.type && one.attrs.id === other.attrs.id && one.type.name !== "box");

// Typing changes one block and no skeleton: nothing needs to be looked at.
const hasSameSkeleton = (before, after) => {
  if (before.childCount !== after.childCount) return false;
  for (let place = 0; place < after.childCount; place += 1) if (!isSame(before.child(place), after.child(place))) return false;
  return true;
};

// Where the blocks that had these ids before are now.
const survivors = (before, transactions, ids) => {
  const places = new Map();
  eachBlock(before, (node, place) => {
    if (!ids.has(node.attrs.id)) return;
    let at = place;
    for (const transaction of transactions) {
      const { pos, deletedAfter } = transaction.mapping.mapResult(at, 1);
      if (deletedAfter) return;
      at = pos;
    }
    places.set(node.attrs.id, at);
  });
  return places;
};

const renewed = (transactions, before, state) => {
  const places = new Map();
  eachBlock(state.doc, (node, place) => places.set(node.attrs.id, [...(places.get(node.attrs.id) ?? []), place]));
  const doubled = new Set([...places].filter(([id, all]) => typeof id === "string" && all.length > 1).map(([id]) => id));
  const kept = doubled.size ? survivors(before, transactions, doubled) : new Map();
  const wanting = [...places].flatMap(([id, all]) => {
    if (typeof id !== "string") return all;
    const keeper = all.includes(kept.get(id)) ? kept.get(id) : all[0];
    return all.filter((place) => place !== keeper);
  });
  return wanting.length ? wanting.reduce((tr, place) => tr.setNodeAttribute(place, "id", newId()), state.tr) : null;
};

export const uniqueIds = () =>
  new Plugin({
    appendTransaction(transactions, old, state) {
      if (!transactions.some((it) => it.docChanged) || hasSameSkeleton(old.doc, state.doc)) return null;
      return renewed(transactions, old.doc, state);
    },
  });
