// Blocks that are filled in rather than written: shown as a reader will meet them.

import { announce, button, make } from "../chrome/parts.js";
import { factsOf } from "../dialogs/lookups.js";
import { nameOf } from "../dialogs/naming.js";
import { chooseStory } from "../dialogs/stories.js";
import { inPlace, tool } from "./block-view.js";
import { partTools, shownPicture } from "./pictures.js";

const line = (words, css = "") => (words ? make("p", { class: css }, String(words)) : null);
const lacks = (value, words) => (value ? null : make("p", { class: "be-lacks" }, words));

const player = (hold, still) => [
  still?.id ? shownPicture(hold, still) : null,
  line(hold.rest.title, "be-title") ?? lacks("", "The title is missing: open the details."),
  line([hold.rest.provider, hold.rest.external_id].filter(Boolean).join(" · ") || (hold.rest.sources ?? []).map((it) => it.url).join(", "), "be-help"),
];

const relatedItem = (hold, item, place) => {
  const shown = make("span", {}, item.headline ?? "…");
  if (item.type === "article" && item.id) factsOf(hold.config.stories, item.id).then((facts) => {
    shown.textContent = facts?.headline ?? item.headline ?? "This story is not in the newsroom.";
  });
  else if (!item.headline) shown.textContent = "Nothing is chosen yet.";
  const remove = () => hold.set({ items: hold.rest.items.filter((_, at) => at !== place) });
  return make("li", {}, shown, item.source ? make("span", { class: "be-help" }, ` ${item.source}`) : null, tool("close", `Remove story ${place + 1}`, remove));
};

const addStory = (hold) => () => chooseStory(hold.config, (it) => {
  const others = (hold.rest.items ?? []).filter((item) => item.type !== "article" || item.id);
  hold.set({ items: [...others, { type: "article", id: it.id }] });
  announce(`${it.name} is added.`);
});

const dated = (moment) => {
  const given = new Date(moment ?? "");
  return Number.isNaN(given.getTime()) ? "" : given.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
};

const addPart = (hold) => () => {
  const { schema, tr } = hold.view.state;
  const part = schema.node("box_item", null, [schema.node("paragraph")]);
  hold.view.dispatch(tr.insert(hold.getPos() + hold.node.nodeSize - 1, part));
  announce("A part is added.");
};

const writeInPart = (hold) => () => {
  const at = hold.getPos() + 1;
  hold.view.dispatch(hold.view.state.tr.insert(at, hold.view.state.schema.node("paragraph")));
  hold.view.focus();
};

const keptText = (value) => {
  const words = value?.fallback?.text ?? value?.title ?? value?.text;
  return typeof words === "string" ? words : Array.isArray(words) ? words.map((span) => span?.text ?? "").join("") : "";
};

export const cardDrawings = {
  video: {
    text: { tag: "figcaption", placeholder: "Caption" },
    before: (hold) => player(hold, hold.rest.poster),
    after: (hold) => [inPlace(hold, "credit", "Credit", "be-credit")],
  },
  audio: { before: (hold) => player(hold, hold.rest.image) },
  embed: {
    name: (hold) => `${hold.label} · ${nameOf(hold.rest.provider || "no site yet")}`,
    before: (hold) => [
      hold.rest.thumbnail?.id ? shownPicture(hold, hold.rest.thumbnail) : null,
      hold.rest.text ? make("blockquote", {}, hold.rest.text) : null,
      line(hold.rest.author_name ?? hold.rest.title, "be-title"),
      line(hold.rest.url, "be-help"),
      hold.rest.url ? null : button("Give the address", () => hold.details()),
      hold.rest.consent?.required ? line("Readers are asked before it is loaded.", "be-help") : null,
    ],
  },
  graphic: {
    name: (hold) => nameOf(hold.rest.kind || "graphic"),
    before: (hold) => [
      hold.rest.image?.id ? shownPicture(hold, hold.rest.image) : null,
      line(hold.rest.title, "be-title") ?? lacks("", "The title is missing: open the details."),
      lacks(hold.rest.alt, "The description is missing: open the details."),
      line(hold.rest.url, "be-help"),
      line(hold.rest.source, "be-help"),
    ],
  },
  related: {
    tag: "div",
    before: (hold) => [inPlace(hold, "label", "Label, such as Read more", "be-title"), make("ul", { class: "be-related-items" }, ...(hold.rest.items ?? []).map((item, place) => relatedItem(hold, item, place)))],
    after: (hold) => [button("Add a story", addStory(hold))],
  },
  note: {
    tag: "div",
    text: { tag: "div", placeholder: "What readers should know" },
    name: (hold) => [nameOf(hold.rest.kind || "note"), dated(hold.rest.date)].filter(Boolean).join(" · "),
  },
  action: {
    tag: "div",
    text: { tag: "div", placeholder: "Text (optional)" },
    name: (hold) => `${hold.label} · ${nameOf(hold.rest.kind || "")}`,
    before: (hold) => [inPlace(hold, "title", "Title", "be-title")],
    after: (hold) => [inPlace(hold, "label", "Words on the button", "be-action-label"), lacks(hold.rest.key, "The key of the offer is missing: open the details.")],
  },
  quote: {
    tag: "blockquote",
    text: { tag: "div", placeholder: "What was said" },
    name: (hold) => (hold.rest.variant === "pull" ? "Pull quote" : "Quote"),
    after: (hold) => [inPlace(hold, "attribution", "Who said it", "be-attribution")],
    dress: (dom, node) => dom.classList.toggle("be-pull", node.attrs.rest.variant === "pull"),
  },
  divider: { before: () => [make("hr", {})] },
  box: {
    tag: "div",
    text: { tag: "div" },
    name: (hold) => nameOf(hold.rest.variant || "box"),
    before: (hold) => [inPlace(hold, "title", "Title of the box", "be-title")],
    after: (hold) => [button("Add a part", addPart(hold))],
  },
  box_item: {
    tag: "div",
    text: { tag: "div" },
    name: () => "",
    before: (hold) => [make("div", { class: "be-row" }, inPlace(hold, "date", "Date", "be-date"), inPlace(hold, "title", "Title of the part", "be-title"))],
    after: (hold) => (hold.node.childCount ? [] : [button("Write here", writeInPart(hold))]),
    tools: (hold) => partTools(hold, "part"),
  },
  kept: {
    isBare: true,
    before: ({ node: { attrs: { value } } }) => [
      line("This block cannot be edited here. It is kept exactly as it is.", "be-locked"),
      line(keptText(value)),
      make("details", { class: "be-more" }, make("summary", {}, "What it holds"), make("pre", { tabindex: "0" }, JSON.stringify(value, null, 2))),
    ],
  },
};

