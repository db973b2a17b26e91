// Marks that say something about words: where they lead, in which language they are, whom they name.

import { toggleMark } from "prosemirror-commands";
import { announce, button, labelled, make, openDialog } from "../chrome/parts.js";
import { tellFailure } from "./lookups.js";
import { chooseCorrection, chooseTag, findTargets } from "./stories.js";

const SAFE = /^(https?:\/\/[^/?#]|mailto:.|tel:.|\/(?![/\\])|#)/i;
const ADVICE = "Start with https://, mailto:, tel:, / (a page of this site) or # (a heading of this story).";
const PATIENCE = 250;
const KINDS = [["article", "Stories"], ["author", "Authors"], ["category", "Sections"], ["tag", "Tags"]];
const RELATIONS = { nofollow: "Do not vouch for it (nofollow)", sponsored: "Paid for (sponsored)", ugc: "Written by readers (ugc)" };

const extent = (state, type) => {
  const { $from, empty } = state.selection;
  if (!empty) return { from: state.selection.from, to: state.selection.to };
  const { parent } = $from;
  let at = $from.start();
  let run = null;
  for (let index = 0; index < parent.childCount; index += 1) {
    const child = parent.child(index);
    const mark = type.isInSet(child.marks);
    if (!mark) run = null;
    else if (run?.mark.eq(mark)) run.to = at + child.nodeSize;
    else run = { mark, from: at, to: at + child.nodeSize };
    at += child.nodeSize;
    if (run && run.from <= $from.pos && $from.pos <= run.to && !(index + 1 < parent.childCount && type.isInSet(parent.child(index + 1).marks)?.eq(run.mark))) return run;
  }
  return null;
};

const markIn = (state, range, type) => {
  let found = null;
  state.doc.nodesBetween(range.from, range.to, (node) => {
    found ??= node.isInline ? type.isInSet(node.marks) : null;
  });
  return found;
};

const takesMark = (state, range, type) => {
  let takes = false;
  state.doc.nodesBetween(range.from, range.to, (node) => {
    takes ||= node.isTextblock && node.type.allowsMarkType(type);
  });
  return takes;
};

// What the dialog works on; words must be selected, unless the cursor stands in such a mark already.
const target = (view, name) => {
  const type = view.state.schema.marks[name];
  const range = extent(view.state, type);
  if (!range || !takesMark(view.state, range, type)) {
    announce("Select the words first.");
    view.focus();
    return null;
  }
  return { type, range, existing: markIn(view.state, range, type)?.attrs.value };
};

const setMark = (view, { type, range }, value) => {
  const tr = view.state.tr.removeMark(range.from, range.to, type);
  if (value) tr.addMark(range.from, range.to, type.create({ value }));
  view.dispatch(tr.removeStoredMark(type));
  view.focus();
};

const onSubmit = (action) => (event) => {
  event.preventDefault();
  event.stopPropagation();
  action();
};

const buttons = (dialog, words, existing, remove) =>
  make("div", { class: "be-dialog-buttons" },
    make("button", { type: "submit", class: "be-button be-first" }, words),
    existing ? button("Remove", remove) : null,
    button("Cancel", () => dialog().close()),
  );

// Finds what is ours by the words that are typed instead of an address.
const suggestions = (config, address, onChoice) => {
  const kind = make("select", {}, ...KINDS.map(([value, words]) => make("option", { value }, words)));
  const list = make("ul", { class: "be-choices" });
  const status = make("p", { class: "be-help", role: "status" });
  let asked = 0;
  const show = async () => {
    const words = address.value.trim();
    const turn = (asked += 1);
    if (!words || SAFE.test(words)) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      const found = await findTargets(config, kind.value, words);
      if (turn !== asked) return;
      list.replaceChildren(...found.map((it) => make("li", {}, make("button", { type: "button", class: "be-choice", disabled: !it.url, onclick: () => onChoice(it, kind.value) },
        make("span", {}, it.name), make("span", { class: "be-help" }, it.url ? it.detail : `${it.detail} – has no address yet`)))));
      status.textContent = found.length ? `${found.length} found` : "Nothing found. Try another word.";
    } catch (error) {
      status.textContent = tellFailure(error);
    }
  };
  let timer;
  address.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PATIENCE);
  });
  kind.addEventListener("change", show);
  return [labelled("Look among", kind), status, list];
};

export const askForLink = (view, config) => {
  const what = target(view, "link");
  if (!what) return;
  const { existing } = what;
  let reference = existing?.ref ? { ref: existing.ref, href: existing.href } : null;
  const address = make("input", { type: "text", autocomplete: "off", value: existing?.href ?? "" });
  const hint = make("input", { type: "text", value: existing?.title ?? "" });
  const relations = Object.entries(RELATIONS).map(([value, words]) =>
    make("label", { class: "be-check" }, make("input", { type: "checkbox", value, checked: Boolean(existing?.rel?.includes?.(value)) }), words));
  const problem = make("p", { class: "be-problem", role: "alert" });
  const take = (it, kind) => {
    address.value = it.url;
    reference = { ref: { type: kind, id: it.id }, href: it.url };
    problem.textContent = "";
    announce(`${it.name} is chosen.`);
    address.focus();
  };
  const store = () => {
    const href = address.value.trim();
    if (!SAFE.test(href)) {
      problem.textContent = ADVICE;
      address.focus();
      return;
    }
    dialog.close();
    const { ref, title, rel, ...rest } = existing ?? {};
    const chosen = relations.map((it) => it.querySelector("input")).filter((it) => it.checked).map((it) => it.value);
    // An address of somebody's own leads elsewhere than what the link was made for.
    const kept = reference?.href === href ? { ref: reference.ref } : {};
    setMark(view, what, { ...rest, type: "link", href, ...(hint.value.trim() ? { title: hint.value.trim() } : {}), ...(chosen.length ? { rel: chosen } : {}), ...kept });
  };
  const found = config.targets ? suggestions(config, address, take) : [];
  const form = make("form", { onsubmit: onSubmit(store) },
    labelled("Address", address, config.targets ? `${ADVICE} Or type words of a headline.` : ADVICE),
    problem,
    ...found,
    make("details", { class: "be-more" }, make("summary", {}, "More"), labelled("Title, shown by some programs", hint), ...relations),
    buttons(() => dialog, "Set the link", existing, () => { dialog.close(); setMark(view, what, null); }),
  );
  const dialog = openDialog("Link", form);
  address.focus();
  address.select();
};

export const askForLanguage = (view) => {
  const what = target(view, "lang");
  if (!what) return;
  const { existing } = what;
  const lang = make("input", { type: "text", autocomplete: "off", value: existing?.lang ?? "", pattern: "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", required: true });
  const dir = make("select", {}, ...[["", "As usual"], ["ltr", "Left to right"], ["rtl", "Right to left"]].map(([value, words]) => make("option", { value }, words)));
  dir.value = existing?.dir ?? "";
  const store = () => {
    dialog.close();
    const { dir: _, ...rest } = existing ?? {};
    setMark(view, what, { ...rest, type: "lang", lang: lang.value.trim(), ...(dir.value ? { dir: dir.value } : {}) });
  };
  const form = make("form", { onsubmit: onSubmit(store) },
    labelled("Language", lang, "Such as gd, fr-CA or zh-Hans."),
    labelled("Direction", dir),
    buttons(() => dialog, "Set the language", existing, () => { dialog.close(); setMark(view, what, null); }),
  );
  const dialog = openDialog("Language of these words", form);
  lang.focus();
};

const chooseOrRemove = (view, name, pick) => {
  const what = target(view, name);
  if (!what) return;
  if (what.existing) {
    setMark(view, what, null);
    announce("Removed.");
  } else pick((value) => setMark(view, what, { type: name, ...value }));
};

export const askForTag = (view, config) => chooseOrRemove(view, "entity", (set) => chooseTag(config, (it) => set({ tag_id: it.id })));

export const askForCorrection = (view, config) =>
  chooseOrRemove(view, "correction", (set) => chooseCorrection(config, (it) => set({ correction_id: it.id })));

export const toggle = (name) => (state, dispatch) => toggleMark(state.schema.marks[name])(state, dispatch);

// What says something about the words themselves (their language, whom they name) is no formatting, and stays.
export const clearFormatting = (state, dispatch) => {
  const { from, to, empty } = state.selection;
  if (empty) return false;
  const { marks } = state.schema;
  if (dispatch) {
    dispatch(["link", "strong", "em", "strike", "sup", "sub", "code"].reduce((tr, name) => tr.removeMark(from, to, marks[name]), state.tr));
  }
  return true;
};
