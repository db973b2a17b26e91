// What is pasted comes from anywhere: word processors, mail, web pages. Of it only words, headings, lists, quotes, tables,
// strong, emphasis, strike, raised, lowered and links are taken; no styles, no scripts, no addresses of pictures.

const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "HEAD", "META", "LINK", "TITLE", "NOSCRIPT", "SVG", "IFRAME", "OBJECT", "BUTTON", "SELECT", "TEXTAREA", "O:P", "V:SHAPE", "XML"]);
const BLOCKS = new Set([
  "P", "DIV", "SECTION", "ARTICLE", "HEADER", "FOOTER", "FIGURE", "FIGCAPTION", "ASIDE", "MAIN", "NAV", "DL", "DT", "DD", "PRE", "ADDRESS", "CENTER", "DETAILS", "SUMMARY", "FORM", "FIELDSET", "BODY",
]);
const LEVELS = { H1: 2, H2: 2, H3: 3, H4: 4, H5: 4, H6: 4 };
const PLAIN_MARKS = { EM: "em", I: "em", CITE: "em", S: "strike", STRIKE: "strike", DEL: "strike", SUP: "sup", SUB: "sub", CODE: "code", KBD: "code", TT: "code" };
const SAFE = /^(https?:\/\/[^/?#]|mailto:.|tel:.)/i;
const TRACKED = /^https?:\/\/(www\.)?google\.[a-z.]+\/url\?/i;
const DEEPEST = 7;

const hrefOf = (element) => {
  const href = (element.getAttribute("href") ?? "").replace(/[\s\u0000-\u001f]+/g, "");
  if (!TRACKED.test(href)) return SAFE.test(href) ? href : "";
  // A word processor in the browser leads through its own counter.
  const target = new URL(href).searchParams.get("q") ?? "";
  return SAFE.test(target) ? target : "";
};

const isBold = ({ nodeName, style }) => {
  const weight = style?.fontWeight ?? "";
  if (nodeName === "B" || nodeName === "STRONG") return weight !== "normal" && weight !== "400";
  return weight === "bold" || Number(weight) >= 600;
};

const marksOf = (element, marks) => {
  const added = [];
  const add = (mark) => {
    if (![...marks, ...added].some((it) => it.type === mark.type)) added.push(mark);
  };
  const href = element.nodeName === "A" ? hrefOf(element) : "";
  if (href) add({ type: "link", href });
  if (isBold(element)) add({ type: "strong" });
  if (PLAIN_MARKS[element.nodeName]) add({ type: PLAIN_MARKS[element.nodeName] });
  const { fontStyle, textDecoration, textDecorationLine, verticalAlign } = element.style ?? {};
  if (fontStyle === "italic") add({ type: "em" });
  if (/line-through/.test(`${textDecoration} ${textDecorationLine}`)) add({ type: "strike" });
  if (verticalAlign === "super") add({ type: "sup" });
  if (verticalAlign === "sub") add({ type: "sub" });
  return [...marks, ...added];
};

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// Spans without blanks at their ends, with one blank where HTML has many.
const tidied = (spans) => {
  const merged = [];
  for (const { text, marks } of spans) {
    const last = merged.at(-1);
    const glued = !last || /[ \n]$/.test(last.text) ? text.replace(/^ +/, "") : text;
    if (!glued) continue;
    if (last && isSame(last.marks, marks)) last.text += glued;
    else merged.push({ text: glued, marks });
  }
  while (merged.length) {
    merged.at(-1).text = merged.at(-1).text.replace(/[ \n]+$/, "");
    if (merged.at(-1).text) break;
    merged.pop();
  }
  if (merged.length) merged[0].text = merged[0].text.replace(/^[ \n]+/, "");
  return merged.filter(({ text }) => text).map(({ text, marks }) => (marks.length ? { text, marks } : { text }));
};

const withoutStrong = (spans) => spans.map(({ text, marks = [] }) => {
  const left = marks.filter((mark) => mark.type !== "strong");
  return left.length ? { text, marks: left } : { text };
});

// Word writes lists as paragraphs that say in their style which list, and how deep.
const wordList = (element) => /mso-list:\s*\w+\s+level(\d+)/i.exec(element.getAttribute?.("style") ?? "");
const isWordSign = (node) => node.nodeType === Node.ELEMENT_NODE && /mso-list:\s*ignore/i.test(node.getAttribute("style") ?? "");
const wordHeading = (element) => /^(MsoTitle|MsoHeading(\d))$/i.exec(element.className ?? "");

class Reader {
  constructor() {
    this.blocks = [];
    this.spans = [];
    this.kind = { type: "paragraph" };
  }

  // Ends the run of text that is open, and puts it where it belongs.
  close() {
    const text = tidied(this.spans);
    this.spans = [];
    if (!text.length) return;
    if (this.row) this.addRow(text);
    else if (this.kind.type === "heading") this.blocks.push({ ...this.kind, text: withoutStrong(text) });
    else this.blocks.push({ ...this.kind, text });
  }

  addRow(text) {
    const { depth, style } = this.row;
    let last = this.blocks.at(-1);
    if (last?.type !== "list" || last.source !== this.row.source) {
      last = { type: "list", style, source: this.row.source, items: [] };
      this.blocks.push(last);
    }
    let items = last.items;
    for (let level = 0; level < depth && items.length; level += 1) items = items.at(-1).items ??= [];
    items.push({ text });
  }

  within(changes, work) {
    const before = { kind: this.kind, row: this.row };
    this.close();
    Object.assign(this, changes);
    work();
    this.close();
    Object.assign(this, before);
  }

  walkAll(node, marks) {
    node.childNodes.forEach((child) => this.walk(child, marks));
  }

  walk(node, marks) {
    if (node.nodeType === Node.TEXT_NODE) {
      this.spans.push({ text: node.data.replace(/[\s\u00a0]+/g, " ").replace(/\u200b|\ufeff/g, ""), marks });
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.nodeName.toUpperCase()) || isWordSign(node) || node.style?.display === "none") return;
    if (node.nodeName === "BR") this.spans.push({ text: "\n", marks });
    else if (node.nodeName === "HR") this.within({}, () => this.blocks.push({ type: "divider" }));
    else if (LEVELS[node.nodeName] || wordHeading(node)) this.heading(node, marks);
    else if (node.nodeName === "UL" || node.nodeName === "OL") this.list(node, marks);
    else if (node.nodeName === "LI") this.within({ row: this.row ?? { depth: 0, style: "bullet", source: node.parentNode } }, () => this.walkAll(node, marks));
    else if (node.nodeName === "BLOCKQUOTE") this.within({ kind: { type: "quote", variant: "block" } }, () => this.walkAll(node, marks));
    else if (node.nodeName === "TABLE") this.table(node, marks);
    else if (wordList(node)) this.wordRow(node, marks);
    else if (BLOCKS.has(node.nodeName)) this.within({}, () => this.walkAll(node, marksOf(node, marks).filter(({ type }) => type !== "strong" || marks.length)));
    else this.walkAll(node, marksOf(node, marks));
  }

  heading(node, marks) {
    const level = LEVELS[node.nodeName] ?? Math.min(4, Math.max(2, Number(wordHeading(node)[2] ?? 2)));
    this.within(this.row ? {} : { kind: { type: "heading", level } }, () => this.walkAll(node, marks));
  }

  list(node, marks) {
    const style = node.nodeName === "OL" ? "number" : "bullet";
    // Lists that stand side by side in one list, as old word processors write them, are of one depth.
    const row = this.row ? { ...this.row, depth: Math.min(this.row.depth + 1, DEEPEST) } : { depth: 0, style, source: node };
    this.within({ row }, () => this.walkAll(node, marks));
  }

  wordRow(node, marks) {
    const sign = [...node.querySelectorAll("*")].find(isWordSign)?.textContent ?? "";
    const style = /\w/.test(sign) && !/^\s*o\s*$/.test(sign) ? "number" : "bullet";
    const depth = Math.min(Number(wordList(node)[1]) - 1, DEEPEST);
    const last = this.blocks.at(-1);
    const source = last?.isWords && !this.spans.some(({ text }) => text.trim()) ? last.source : node;
    this.within({ row: { depth, style, source } }, () => this.walkAll(node, marks));
    if (this.blocks.at(-1)?.source === source) this.blocks.at(-1).isWords = true;
  }

  // A table of one column, or of one row, is layout; so is one that holds another.
  table(node, marks) {
    const rows = [...node.rows].map((row) => [...row.cells]);
    const width = Math.max(0, ...rows.map((row) => row.length));
    if (width < 2 || rows.length < 2 || width > 100 || node.querySelector("table") || this.row) {
      this.within({}, () => rows.flat().forEach((cell) => this.within({}, () => this.walkAll(cell, marks))));
      return;
    }
    this.close();
    const cells = rows.map((row) => Array.from({ length: width }, (_, at) => (row[at] ? this.cell(row[at]) : [])));
    const [head, ...body] = cells;
    const columns = head.map((spans) => ({ label: spans.map(({ text }) => text).join("").replaceAll("\n", " ") }));
    const caption = node.caption ? this.cell(node.caption) : [];
    this.blocks.push({ type: "table", ...(caption.length ? { caption } : {}), columns, rows: body });
  }

  cell(element) {
    const inner = new Reader();
    inner.walkAll(element, []);
    inner.close();
    const parts = inner.blocks.flatMap((block) => (block.items ? rowsIn(block.items) : [block.text ?? []])).filter((text) => text.length);
    const spans = parts.flatMap((text, place) => (place ? [{ text: "\n" }, ...text] : text));
    return element.nodeName === "TH" ? withoutStrong(spans) : spans;
  }
}

const rowsIn = (items) => items.flatMap(({ text, items: inner }) => [text, ...rowsIn(inner ?? [])]);

const finished = ({ source, isWords, ...block }) => block;

// A document made by the parser is inert: nothing in it loads or runs.
export const blocksFromHtml = (html) => {
  const reader = new Reader();
  const { body } = new DOMParser().parseFromString(html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, ""), "text/html");
  reader.walkAll(body, []);
  reader.close();
  return reader.blocks.map(finished);
};

export const blocksFromText = (text) =>
  text.replace(/\r\n?/g, "\n").split("\n").map((line) => line.trim()).filter(Boolean).map((line) => ({ type: "paragraph", text: [{ text: line }] }));
