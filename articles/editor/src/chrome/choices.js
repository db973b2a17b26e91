// What can be inserted, in the order in which it is offered, and how it is found by words.

export const ICONS = {
  paragraph: "notes", heading: "title", list: "format_list_bulleted", quote: "format_quote", image: "image", gallery: "photo_library",
  video: "movie", audio: "graphic_eq", embed: "code_blocks", table: "table", graphic: "bar_chart", box: "select_window",
  related: "link", note: "info", divider: "horizontal_rule", action: "ads_click",
};

const WORDS = {
  paragraph: "text", heading: "title h2 section", list: "bullets items", quote: "quotation said", image: "photo picture", gallery: "photos slideshow carousel",
  video: "film movie", audio: "sound podcast", embed: "post tweet youtube social x", table: "grid rows columns", graphic: "chart map diagram interactive",
  box: "factbox timeline key points questions profile", related: "stories links read more", note: "editors note update disclosure", divider: "line break rule", action: "newsletter donate subscribe call",
};

// Kinds of one type that are wanted by name.
const FURTHER = [
  { type: "heading", label: "Smaller heading", with: { level: 3 }, words: "h3 subheading", after: "heading" },
  { type: "list", label: "Numbered list", with: { style: "number" }, words: "ordered steps", after: "list", sign: "format_list_numbered" },
  { type: "quote", label: "Pull quote", with: { variant: "pull" }, words: "display", after: "quote" },
];

export const kindsIn = (config, { isInner = false } = {}) =>
  config.types
    .filter(({ name }) => !(isInner && name === "box"))
    .flatMap(({ name, label, empty }) => {
      const kind = { type: name, label, empty, sign: ICONS[name] ?? "widgets", words: WORDS[name] ?? "" };
      return [kind, ...FURTHER.filter((it) => it.after === name).map((it) => ({ ...kind, ...it, sign: it.sign ?? kind.sign }))];
    });

export const matching = (kinds, words) => {
  const wanted = words.trim().toLowerCase();
  const starts = ({ label }) => label.toLowerCase().startsWith(wanted);
  const holds = ({ label, words: more }) => label.toLowerCase().includes(wanted) || more.split(" ").some((word) => word.startsWith(wanted));
  return [...kinds.filter(starts), ...kinds.filter((kind) => !starts(kind) && holds(kind))];
};
