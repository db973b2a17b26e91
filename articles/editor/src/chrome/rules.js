// What typing turns into something else. Backspace right after it takes that back.

import { InputRule, inputRules, undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { blockFrom } from "../document/reading.js";
import { newId } from "../document/ids.js";
import { shared } from "../commands/writing.js";

const onParagraph = (pattern, change) =>
  new InputRule(pattern, (state, match, start, end) => {
    const $start = state.doc.resolve(start);
    if ($start.parent.type.name !== "paragraph" || $start.parentOffset !== 0) return null;
    return change(state, match, { tr: state.tr.delete(start, end), place: $start.before(), paragraph: $start.parent });
  });

const become = (type, restOf) => (state, match, { tr, place, paragraph }) =>
  tr.setNodeMarkup(place, state.schema.nodes[type], { id: paragraph.attrs.id, rest: { ...shared(paragraph.attrs.rest), ...restOf(match) } });

const becomeList = (restOf) => (state, match, { tr, place, paragraph }) => {
  const { list, list_row: row } = state.schema.nodes;
  const now = tr.doc.nodeAt(place);
  const { id, rest } = paragraph.attrs;
  tr.replaceWith(place, place + now.nodeSize, list.create({ id, rest: { ...shared(rest), ...restOf(match) } }, row.create(null, now.content)));
  return tr.setSelection(state.selection.constructor.near(tr.doc.resolve(place + 2)));
};

const numbered = (match) => ({ style: "number", ...(match[1] === "1" ? {} : { start: Number(match[1]) }) });

const becomeDivider = ({ shapes }) => (state, match, { tr, place, paragraph }) => {
  if (paragraph.textContent.length > 2) return null;
  tr.insert(place, blockFrom({ id: newId(), type: "divider" }, shapes));
  return tr;
};

export const rules = (context) => [
  inputRules({
    rules: [
      onParagraph(/^(#{2,4})\s$/, become("heading", (match) => ({ level: match[1].length }))),
      onParagraph(/^>\s$/, become("quote", () => ({ variant: "block" }))),
      onParagraph(/^[-*]\s$/, becomeList(() => ({ style: "bullet" }))),
      onParagraph(/^(\d{1,3})[.)]\s$/, becomeList(numbered)),
      onParagraph(/^---$/, becomeDivider(context)),
    ],
  }),
  keymap({ Backspace: undoInputRule }),
];
