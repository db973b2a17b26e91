// Copying and pasting. What was copied here comes back whole, ids and all; what comes from elsewhere comes in clean.

import { DOMSerializer, Fragment, Slice } from "prosemirror-model";
import { closeHistory } from "prosemirror-history";
import { Plugin } from "prosemirror-state";
import { blocksFromHtml, blocksFromText } from "./foreign.js";
import { inlineFrom } from "../document/spans.js";
import { blockFrom } from "../document/reading.js";
import { embedFor, providerOf } from "../dialogs/embeds.js";
import { currentBlock } from "../commands/blocks.js";

const OURS = "data-newsroom-slice";
const WEB = /^https?:\/\/\S+$/i;

// Readable elsewhere, and with everything in it for ourselves.
const serializer = (schema) => {
  const plain = new DOMSerializer(DOMSerializer.nodesFromSchema(schema), DOMSerializer.marksFromSchema(schema));
  const words = (node) => ["p", node.textContent || node.attrs.rest?.url || node.attrs.rest?.title || ""];
  plain.nodes = { ...Object.fromEntries(Object.keys(schema.nodes).map((name) => [name, words])), ...plain.nodes };
  for (const name of ["quote", "note", "action", "image", "video", "gallery_item"]) if (schema.nodes[name]) plain.nodes[name] = () => ["blockquote", 0];
  for (const name of ["gallery", "box", "box_item"]) if (schema.nodes[name]) plain.nodes[name] = () => ["div", 0];
  if (schema.nodes.table) plain.nodes.table = () => ["table", 0];
  plain.marks = { ...plain.marks, link: ({ attrs: { value } }) => ["a", { href: value.href }, 0] };
  return plain;
};

const holding = (schema) => {
  const plain = serializer(schema);
  return {
    serializeFragment(content, options) {
      const holder = document.createElement("div");
      holder.append(plain.serializeFragment(content, options));
      return holder;
    },
  };
};

const ownSlice = (schema, html) => {
  if (!html.includes(OURS)) return null;
  const holder = new DOMParser().parseFromString(html, "text/html").querySelector(`[${OURS}]`);
  try {
    const slice = Slice.fromJSON(schema, JSON.parse(holder.getAttribute(OURS)));
    slice.content.forEach((node) => node.check());
    return slice;
  } catch {
    return null;
  }
};

const inlineOnly = (blocks) => blocks.length === 1 && blocks[0].type === "paragraph";

const spansIn = (block) => block.text ?? block.caption ?? (block.items ?? []).flatMap((item, at) => [...(at ? [{ text: "\n" }] : []), ...(item.text ?? [])]);

const asInline = (schema, blocks) => inlineFrom(schema, blocks.flatMap((block, at) => [...(at ? [{ text: "\n" }] : []), ...spansIn(block)]));

const insertBlocks = (view, blocks, shapes) => {
  const { state } = view;
  const nodes = blocks.map((block) => blockFrom(block, shapes));
  const isText = (node) => ["paragraph", "heading", "quote", "list"].includes(node?.type.name);
  // The first and the last text join what is before and after the cursor, if that is text as well.
  const depth = (node) => (node.type.name === "list" ? 2 : node.isTextblock ? 1 : 0);
  const here = ["paragraph", "heading", "quote"].includes(state.selection.$from.parent.type.name);
  const isBlank = here && !state.selection.$from.parent.content.size;
  const [first, last] = [nodes[0], nodes.at(-1)];
  const openStart = here && !isBlank && first.type.name === "paragraph" ? depth(first) : 0;
  const openEnd = here && !isBlank && isText(last) && last.type.name === "paragraph" && nodes.length > 1 ? depth(last) : 0;
  const { tr } = state;
  if (isBlank && !openStart && state.selection.$from.sameParent(state.selection.$to)) {
    const block = currentBlock(state);
    tr.replaceWith(block.place, block.place + block.node.nodeSize, nodes);
  } else tr.replaceSelection(new Slice(Fragment.from(nodes), openStart, openEnd));
  view.dispatch(tr.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
};

// An address by itself in an empty paragraph is the post that it leads to; one undo makes it a link again.
const pasteAddress = (view, address, { config, shapes }) => {
  const { $from, $to, empty } = view.state.selection;
  const { schema } = view.state;
  if (empty && shapes && $from.parent.type.name === "paragraph" && !$from.parent.content.size) {
    const provider = providerOf(config, address);
    if (provider) {
      view.dispatch(view.state.tr.insertText(address).setMeta("paste", true));
      const block = currentBlock(view.state);
      const embed = blockFrom({ id: block.node.attrs.id, ...embedFor(provider, address) }, shapes);
      view.dispatch(closeHistory(view.state.tr).replaceWith(block.place, block.place + block.node.nodeSize, embed).scrollIntoView());
      return true;
    }
  }
  if (!empty && $from.sameParent($to) && $from.parent.type.allowsMarkType(schema.marks.link)) {
    view.dispatch(view.state.tr.addMark($from.pos, $to.pos, schema.marks.link.create({ value: { type: "link", href: address } })));
    return true;
  }
  return false;
};

const paste = (view, event, context) => {
  const html = event.clipboardData?.getData("text/html") ?? "";
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const { schema, selection } = view.state;
  const own = ownSlice(schema, html);
  if (own) {
    view.dispatch(view.state.tr.replaceSelection(own).scrollIntoView().setMeta("paste", true));
    return true;
  }
  if (WEB.test(text.trim()) && pasteAddress(view, text.trim(), context)) return true;
  const blocks = html ? blocksFromHtml(html) : blocksFromText(text);
  if (!blocks.length) return Boolean(html);
  const inBody = ["paragraph", "heading", "quote"].includes(selection.$from.parent.type.name) || !selection.$from.parent.inlineContent;
  if (selection.$from.parent.type.name === "table_column") view.dispatch(view.state.tr.insertText(text.replace(/\s+/g, " ")));
  else if (!context.shapes || inlineOnly(blocks) || !inBody) {
    view.dispatch(view.state.tr.replaceSelection(new Slice(asInline(schema, blocks), 0, 0)).scrollIntoView().setMeta("paste", true));
  } else insertBlocks(view, blocks, context.shapes);
  return true;
};

export const clipboard = (schema, context) =>
  new Plugin({
    props: {
      clipboardSerializer: holding(schema),
      handlePaste: (view, event) => paste(view, event, context),
      handleDOMEvents: {
        // Beside what others can read, the clipboard gets what only we can.
        copy: (view, event) => keepOwn(view, event),
        cut: (view, event) => keepOwn(view, event),
      },
    },
  });

const keepOwn = (view, event) => {
  const { selection } = view.state;
  if (selection.empty || !event.clipboardData || !view.dom.contains(event.target) || event.target.closest("input, textarea")) return false;
  const slice = selection.content();
  const { dom, text } = view.serializeForClipboard(slice);
  const holder = document.createElement("div");
  holder.setAttribute(OURS, JSON.stringify(slice.toJSON()));
  holder.append(...dom.childNodes);
  event.preventDefault();
  event.clipboardData.clearData();
  event.clipboardData.setData("text/html", holder.outerHTML);
  event.clipboardData.setData("text/plain", text);
  if (event.type === "cut") view.dispatch(view.state.tr.deleteSelection().scrollIntoView().setMeta("uiEvent", "cut"));
  return true;
};
