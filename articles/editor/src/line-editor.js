// The editor of a text that is one paragraph, such as the standfirst.

import { history } from "prosemirror-history";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { holdIn } from "./area.js";
import { cursorIsFound, lineKeys } from "./chrome/keys.js";
import { make } from "./chrome/parts.js";
import { toolbar } from "./chrome/toolbar.js";
import { clipboard } from "./clipboard/clipboard.js";
import { lineSchema as schema } from "./document/schema.js";
import { inlineFrom, spansOf } from "./document/spans.js";

const documentOf = (spans) => schema.node("doc", null, [schema.node("line", null, inlineFrom(schema, spans))]);

export const drawLine = (area, spans, { config, label }) => {
  const context = { config, shapes: null };
  const mount = make("div", { class: "be-single" });
  area.after(make("div", { class: "be-editor be-line-editor" }, mount));
  const stateOf = (value) =>
    EditorState.create({
      doc: documentOf(value),
      plugins: [cursorIsFound(), ...lineKeys(context), history(), clipboard(schema, context), toolbar({ label, context, isBody: false })],
    });
  const view = new EditorView(mount, {
    state: stateOf(spans),
    attributes: { role: "textbox", "aria-multiline": "true", "aria-label": label, class: "be-standfirst", spellcheck: "true" },
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr));
      if (tr.docChanged) held.changed();
    },
  });
  const held = holdIn(area, {
    write: () => JSON.stringify(spansOf(view.state.doc.firstChild)),
    onReset: (text) => view.updateState(stateOf(JSON.parse(text || "[]"))),
  });
  return view;
};
