// What is pasted comes from anywhere: of it only the words are taken, strong, emphasis and links, paragraph by paragraph.

import { join } from "./spans.js";

const BLOCKS = new Set([
  "P", "DIV", "LI", "UL", "OL", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "PRE", "TABLE", "TR", "SECTION",
  "ARTICLE", "HEADER", "FOOTER", "FIGURE", "FIGCAPTION", "ASIDE", "MAIN", "DL", "DT", "DD", "HR",
]);
const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "HEAD", "META", "LINK", "TITLE", "NOSCRIPT", "SVG", "IFRAME"]);

const marksOf = (element, marks) => {
  const style = element.style ?? {};
  const weight = style.fontWeight;
  const has = (type) => marks.some((mark) => mark.type === type);
  const added = [];
  const isBold = /^(STRONG|B)$/.test(element.nodeName) ? weight !== "normal" && weight !== "400" : weight === "bold" || weight >= 600;
  const isItalic = /^(EM|I)$/.test(element.nodeName) || style.fontStyle === "italic";
  const href = element.nodeName === "A" ? element.getAttribute("href") ?? "" : "";
  if (/^(https?:\/\/|mailto:)/i.test(href) && !has("link")) added.push({ type: "link", href });
  if (isBold && !has("strong")) added.push({ type: "strong" });
  if (isItalic && !has("em")) added.push({ type: "em" });
  return [...marks, ...added];
};

const fromHtml = (html) => {
  const paragraphs = [[]];
  const isOpen = () => paragraphs.at(-1).length > 0;
  const walk = (node, marks) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.replace(/[\s\u00a0]+/g, " ");
      if (text.trim() || (text && isOpen())) paragraphs.at(-1).push({ text, marks });
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.nodeName.toUpperCase())) return;
    if (node.nodeName === "BR") {
      if (isOpen()) paragraphs.at(-1).push({ text: "\n", marks });
      return;
    }
    const isBlock = BLOCKS.has(node.nodeName);
    if (isBlock && isOpen()) paragraphs.push([]);
    node.childNodes.forEach((child) => walk(child, isBlock ? marks : marksOf(node, marks)));
    if (isBlock && isOpen()) paragraphs.push([]);
  };
  // A document made by the parser is inert: nothing in it loads or runs.
  new DOMParser().parseFromString(html, "text/html").body.childNodes.forEach((node) => walk(node, []));
  return paragraphs;
};

const fromText = (text) =>
  text
    .replace(/\r\n?/g, "\n")
    .split(/\n\s*\n|\n/)
    .map((line) => [{ text: line.trim() }]);

const trimmed = (spans) => {
  const merged = join(spans);
  if (merged.length) {
    merged[0].text = merged[0].text.trimStart();
    merged.at(-1).text = merged.at(-1).text.trimEnd();
  }
  return merged.filter((span) => span.text);
};

export const pasted = (data) => {
  const html = data.getData("text/html");
  return (html ? fromHtml(html) : fromText(data.getData("text/plain"))).map(trimmed).filter((spans) => spans.length);
};
