// Pictures and galleries as they will be seen.

import { announce, button, make } from "../chrome/parts.js";
import { currentPart, movePart } from "../commands/blocks.js";
import { factsOf } from "../dialogs/lookups.js";
import { choosePicture } from "../dialogs/pictures.js";
import { NodeSelection } from "prosemirror-state";
import { inPlace, tool } from "./block-view.js";

// Its room is there before it is, so that nothing is pushed away when it comes.
export const shownPicture = (hold, stub, css = "be-shown") => {
  const { id, alt = "", width, height } = stub ?? {};
  const image = make("img", { class: css, alt, width, height, hidden: !id });
  if (id) factsOf(hold.config.pictures, id).then((facts) => {
    if (facts) image.src = facts.thumbnail;
    else image.replaceWith(make("p", { class: "be-help" }, "This picture is not in the library."));
  });
  return image;
};

const said = (stub) => {
  if (!stub?.id) return null;
  if (stub.decorative === true) return make("p", { class: "be-help" }, "This picture only decorates.");
  return stub.alt ? make("p", { class: "be-help" }, `Alternative text: ${stub.alt}`) : make("p", { class: "be-lacks" }, "The alternative text is missing: open the details.");
};

const pick = (hold) => () => choosePicture(hold.config, (chosen) => {
  const { id, alt, decorative, width, height, ...rest } = hold.rest.image ?? {};
  hold.set({ image: { ...rest, ...chosen } });
  hold.view.focus();
});

const picture = (hold) => {
  const stub = hold.rest.image;
  return [
    shownPicture(hold, stub),
    stub?.id ? null : button("Choose a picture", pick(hold)),
    said(stub),
  ];
};

// The button goes along with what it moves.
const moved = (hold, by) => ({ currentTarget }) => {
  const place = hold.getPos();
  const state = hold.view.state.apply(hold.view.state.tr.setSelection(NodeSelection.create(hold.view.state.doc, place)));
  const tr = movePart(state, by);
  if (tr) {
    hold.view.dispatch(tr);
    const there = hold.view.nodeDOM(currentPart(hold.view.state)?.place);
    (there?.querySelector(`[aria-label="${CSS.escape(currentTarget.ariaLabel)}"]`) ?? hold.view).focus();
  }
  announce(tr ? "Moved." : by < 0 ? "This is the first." : "This is the last.");
};

export const removed = (hold) => () => {
  const place = hold.getPos();
  hold.view.dispatch(hold.view.state.tr.delete(place, place + hold.node.nodeSize));
  announce("Removed.");
  hold.view.focus();
};

export const partTools = (hold, what) => [
  tool("arrow_upward", `Move ${what} up (Alt+Shift+↑)`, moved(hold, -1)),
  tool("arrow_downward", `Move ${what} down (Alt+Shift+↓)`, moved(hold, 1)),
  tool("close", `Remove ${what}`, removed(hold)),
];

const addPicture = (hold) => () => choosePicture(hold.config, (image) => {
  const end = hold.getPos() + hold.node.nodeSize - 1;
  hold.view.dispatch(hold.view.state.tr.insert(end, hold.view.state.schema.node("gallery_item", { rest: { image } })));
  announce(`Picture ${hold.node.childCount} is added.`);
});

export const pictureDrawings = {
  image: {
    text: { tag: "figcaption", placeholder: "Caption" },
    before: picture,
    after: (hold) => [inPlace(hold, "credit", "Credit", "be-credit")],
    tools: (hold) => [tool("swap_horiz", "Choose another picture", pick(hold))],
    dress: (dom, node) => { dom.dataset.layout = node.attrs.rest.layout ?? "inline"; },
  },
  gallery: {
    text: { tag: "div" },
    before: (hold) => [inPlace(hold, "title", "Title of the gallery")],
    after: (hold) => [button("Add a picture", addPicture(hold))],
  },
  gallery_item: {
    text: { tag: "figcaption", placeholder: "Caption" },
    name: () => "",
    before: picture,
    after: (hold) => [inPlace(hold, "credit", "Credit", "be-credit")],
    tools: (hold) => [tool("swap_horiz", "Choose another picture", pick(hold)), ...partTools(hold, "picture")],
  },
};
