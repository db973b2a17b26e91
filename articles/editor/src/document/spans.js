// Text with marks: between the spans that are stored and the inline content of a node.

import { Fragment, Mark } from "prosemirror-model";

const SIMPLE = new Set(["strong", "em", "strike", "code", "sup", "sub"]);
const VALUED = new Set(["link", "lang", "entity", "correction"]);
// What a valued mark must say to be drawn; without it, it is none that we know.
const VITAL = { link: "href", lang: "lang", entity: "tag_id", correction: "correction_id" };

export const isThing = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// Words with a field that is unknown here stay as they are: nobody knows what it would mean for half of them.
const isSpan = (span) =>
  isThing(span) && typeof span.text === "string" && span.text !== "" && (span.marks === undefined || Array.isArray(span.marks)) &&
  Object.keys(span).every((name) => name === "text" || name === "marks");

const known = (mark, seen) => {
  if (!isThing(mark) || seen.has(mark.type)) return false;
  if (SIMPLE.has(mark.type)) return Object.keys(mark).length === 1;
  return VALUED.has(mark.type) && typeof mark[VITAL[mark.type]] === "string";
};

const marksFrom = (schema, given) => {
  const seen = new Set();
  let set = Mark.none;
  for (const mark of given) {
    const isKnown = known(mark, seen) && !(seen.has("sup") && mark.type === "sub") && !(seen.has("sub") && mark.type === "sup");
    if (isKnown) seen.add(mark.type);
    const made = isKnown ? schema.mark(mark.type, VALUED.has(mark.type) ? { value: mark } : null) : schema.mark("foreign", { value: mark });
    set = made.addToSet(set);
  }
  return set;
};

export const inlineFrom = (schema, spans) => {
  const content = [];
  for (const span of spans) {
    if (!isSpan(span)) {
      content.push(schema.node("odd", { value: span }));
      continue;
    }
    const set = marksFrom(schema, span.marks ?? []);
    span.text.split("\n").forEach((line, at) => {
      if (at) content.push(schema.node("soft_break", null, null, set));
      if (line) content.push(schema.text(line, set));
    });
  }
  // Neighbours that are marked alike become one, as in every document.
  return Fragment.fromArray(content);
};

const storedMark = (mark) => ("value" in mark.attrs ? mark.attrs.value : { type: mark.type.name });

const spanOf = (text, marks) => ({ text, ...(marks.length ? { marks: marks.map(storedMark) } : {}) });

export const spansOf = (node) => {
  const spans = [];
  let last = null;
  node.forEach((child) => {
    if (child.type.name === "odd") {
      spans.push(child.attrs.value);
      last = null;
      return;
    }
    const text = child.isText ? child.text : "\n";
    if (last && Mark.sameSet(last.marks, child.marks)) last.span.text += text;
    else {
      last = { marks: child.marks, span: spanOf(text, child.marks) };
      spans.push(last.span);
    }
  });
  return spans;
};
