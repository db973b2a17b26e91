// Text with marks, in two forms: the spans that are stored, and the elements that are edited. Marks that this editor
// knows nothing of travel as data on a span element, so that they come out as they went in.

const TAGS = { strong: "strong", em: "em", strike: "s", code: "code", sup: "sup", sub: "sub" };
const MARKS = {
  STRONG: "strong", B: "strong", EM: "em", I: "em", S: "strike", STRIKE: "strike", DEL: "strike",
  CODE: "code", SUP: "sup", SUB: "sub",
};

const isThing = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export const isEditable = (spans) =>
  Array.isArray(spans) &&
  spans.every(
    (span) =>
      isThing(span) &&
      typeof span.text === "string" &&
      Object.keys(span).every((key) => key === "text" || key === "marks") &&
      (span.marks === undefined ||
        (Array.isArray(span.marks) && span.marks.every((mark) => isThing(mark) && typeof mark.type === "string"))),
  );

export const textOf = (spans) => (Array.isArray(spans) ? spans.map((span) => span?.text ?? "").join("") : "");

const elementFor = (mark) => {
  const simple = TAGS[mark.type] && Object.keys(mark).length === 1;
  const element = document.createElement(simple ? TAGS[mark.type] : mark.type === "link" ? "a" : "span");
  if (simple) return element;
  element.dataset.mark = JSON.stringify(mark);
  if (mark.type === "link") {
    element.title = mark.href;
    // The address is shown, never followed: a click in here places the cursor.
    element.setAttribute("href", "#");
  }
  if (mark.type === "lang") element.lang = mark.lang;
  if (mark.type === "entity") element.title = "A tag is attached to these words";
  if (mark.type === "correction") element.title = "These words were corrected";
  element.dataset.kind = mark.type;
  return element;
};

export const render = (root, spans) => {
  root.replaceChildren();
  for (const span of spans) {
    let node = document.createDocumentFragment();
    span.text.split("\n").forEach((line, place) => {
      if (place) node.append(document.createElement("br"));
      if (line) node.append(line);
    });
    for (const mark of [...(span.marks ?? [])].reverse()) {
      const element = elementFor(mark);
      element.append(node);
      node = element;
    }
    root.append(node);
  }
  // Without something after it, a last line that is empty would have no height.
  if (!spans.length || textOf(spans).endsWith("\n")) root.append(document.createElement("br"));
};

const markOf = (element) => {
  if (element.dataset?.mark) return JSON.parse(element.dataset.mark);
  return MARKS[element.nodeName] ? { type: MARKS[element.nodeName] } : null;
};

const merge = (spans) => {
  const merged = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (!span.text) continue;
    if (last && same(last.marks ?? [], span.marks ?? [])) last.text += span.text;
    else merged.push(span.marks?.length ? { text: span.text, marks: span.marks } : { text: span.text });
  }
  return merged;
};

export const read = (root) => {
  const spans = [];
  const walk = (node, marks) => {
    if (node.nodeType === Node.TEXT_NODE) spans.push({ text: node.data, marks });
    else if (node.nodeName === "BR") spans.push({ text: "\n", marks });
    else {
      const mark = markOf(node);
      const within = mark && !marks.some((other) => same(other, mark)) ? [...marks, mark] : marks;
      node.childNodes.forEach((child) => walk(child, within));
    }
  };
  root.childNodes.forEach((child) => walk(child, []));
  const merged = merge(spans.map((span) => ({ ...span, text: span.text.replaceAll("\u00a0", " ").replaceAll("\u200b", "") })));
  const last = merged.at(-1);
  if (last?.text.endsWith("\n")) last.text = last.text.slice(0, -1);
  return merged.filter((span) => span.text);
};

export const slice = (spans, start, end = Infinity) => {
  const cut = [];
  let at = 0;
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, start - at), Math.max(0, end - at));
    if (text) cut.push({ ...span, text });
    at += span.text.length;
  }
  return cut;
};

export const join = (...parts) => merge(parts.flat().map((span) => ({ ...span })));

const change = (spans, start, end, edit) =>
  join(
    slice(spans, 0, start),
    slice(spans, start, end).map((span) => ({ ...span, marks: edit(span.marks ?? []) })),
    slice(spans, end),
  );

export const carries = (spans, start, end, type) => {
  const part = slice(spans, start, end);
  return part.length > 0 && part.every((span) => (span.marks ?? []).some((mark) => mark.type === type));
};

export const toggle = (spans, start, end, type) => {
  const without = (marks) => marks.filter((mark) => mark.type !== type);
  return carries(spans, start, end, type)
    ? change(spans, start, end, without)
    : change(spans, start, end, (marks) => [...without(marks), { type }]);
};

export const setLink = (spans, start, end, link) =>
  change(spans, start, end, (marks) => {
    const others = marks.filter((mark) => mark.type !== "link");
    return link ? [link, ...others] : others;
  });

// What says something about the words themselves (their language, whom they name) is no formatting, and stays.
export const clear = (spans, start, end) =>
  change(spans, start, end, (marks) => marks.filter((mark) => mark.type !== "link" && !TAGS[mark.type]));

// The link around a place, and how far it reaches.
export const linkAt = (spans, place) => {
  let at = 0;
  let found = null;
  for (const span of spans) {
    const link = (span.marks ?? []).find((mark) => mark.type === "link");
    const end = at + span.text.length;
    if (found && link && same(found.link, link) && found.end === at) found.end = end;
    else if (found && found.end >= place && found.start <= place) break;
    else found = link ? { link, start: at, end } : null;
    at = end;
  }
  return found && found.start <= place && found.end >= place ? found : null;
};

const lengthOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.data.length : node.nodeName === "BR" ? 1 : null);

const leaves = (root) => {
  const found = [];
  const walk = (node) => (lengthOf(node) === null ? node.childNodes.forEach(walk) : found.push(node));
  root.childNodes.forEach(walk);
  return found;
};

const offsetOf = (root, node, offset) => {
  const range = document.createRange();
  range.setStart(root, 0);
  range.setEnd(node, offset);
  let count = 0;
  for (const leaf of leaves(root)) {
    if (leaf === node) return count + (leaf.nodeType === Node.TEXT_NODE ? offset : 0);
    const index = [...leaf.parentNode.childNodes].indexOf(leaf);
    if (range.comparePoint(leaf.parentNode, index + 1) > 0) break;
    count += lengthOf(leaf);
  }
  return count;
};

export const selectionIn = (root) => {
  const selection = document.getSelection();
  if (!selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.startContainer) || !root.contains(range.endContainer)) return null;
  const start = offsetOf(root, range.startContainer, range.startOffset);
  const end = offsetOf(root, range.endContainer, range.endOffset);
  return { start, end };
};

const pointAt = (root, offset) => {
  let left = offset;
  for (const leaf of leaves(root)) {
    const length = lengthOf(leaf);
    if (leaf.nodeType === Node.TEXT_NODE && left <= length) return [leaf, left];
    if (leaf.nodeName === "BR" && left === 0) return [leaf.parentNode, [...leaf.parentNode.childNodes].indexOf(leaf)];
    left -= length;
  }
  return [root, root.childNodes.length];
};

export const select = (root, start, end = start) => {
  const range = document.createRange();
  range.setStart(...pointAt(root, start));
  range.setEnd(...pointAt(root, end));
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
};
