// The editor of a body, drawn over its text area.

import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { EditorState, Selection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { holdIn } from "./area.js";
import { droppedPictures } from "./chrome/dropping.js";
import { handle } from "./chrome/handle.js";
import { bodyKeys, cursorIsFound } from "./chrome/keys.js";
import { make } from "./chrome/parts.js";
import { places } from "./chrome/places.js";
import { problems } from "./chrome/problems.js";
import { rules } from "./chrome/rules.js";
import { slashMenu } from "./chrome/slash.js";
import { toolbar } from "./chrome/toolbar.js";
import { clipboard } from "./clipboard/clipboard.js";
import { tablesKeepShape } from "./commands/tables.js";
import { wordCount } from "./document/counting.js";
import { uniqueIds } from "./document/ids.js";
import { documentFrom } from "./document/reading.js";
import { bodySchema } from "./document/schema.js";
import { BodySchema } from "./document/soundness.js";
import { jsonOf } from "./document/writing.js";
import { nodeViews } from "./drawing/views.js";

const plugins = (context, given) => [
  cursorIsFound(), uniqueIds(), tablesKeepShape(), slashMenu(context), ...rules(context), ...bodyKeys(context), history(), dropCursor({ class: "be-drop-cursor", color: false }), gapCursor(),
  clipboard(bodySchema, context), droppedPictures(context), problems(given, context.config), places(),
  toolbar({ label: "Body of the story", context, isBody: true }), handle(context),
];

const CLEAR = { top: 100, bottom: 90, left: 5, right: 5 };

// Below the last block one goes on writing.
const writeAtEnd = (view, event) => {
  const last = view.dom.lastElementChild;
  if (event.target !== view.dom || !last || event.clientY < last.getBoundingClientRect().bottom) return false;
  const { doc, schema } = view.state;
  const { tr } = view.state;
  if (doc.lastChild.type.name !== "paragraph" || doc.lastChild.content.size) tr.insert(doc.content.size, schema.node("paragraph"));
  view.dispatch(tr.setSelection(Selection.atEnd(tr.doc)).scrollIntoView());
  view.focus();
  return true;
};

export const drawBody = (area, blocks, { config, problems: given, label }) => {
  const context = { config, shapes: new BodySchema(config.schema) };
  const count = make("p", { class: "be-count" });
  const tell = (doc) => {
    const number = wordCount(doc);
    count.textContent = `${number} ${number === 1 ? "word" : "words"}`;
  };
  const stateOf = (value, problemsOf) =>
    EditorState.create({ doc: documentFrom(value, context.shapes), plugins: plugins(context, problemsOf) });
  const mount = make("div", { class: "be-page" });
  const element = make("div", { class: "be-editor" }, mount);
  area.after(element, count);
  const view = new EditorView(mount, {
    state: stateOf(blocks, given),
    nodeViews: nodeViews(context),
    // The tools above and the bar below stay where they are, and cover what is under them.
    scrollThreshold: CLEAR,
    scrollMargin: CLEAR,
    attributes: { role: "textbox", "aria-multiline": "true", "aria-label": label, class: "be-body", spellcheck: "true" },
    handleDOMEvents: {
      click: (_, event) => {
        if (event.target.closest?.("a")) event.preventDefault();
        return false;
      },
      mousedown: writeAtEnd,
    },
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr));
      if (tr.docChanged) held.changed();
    },
  });
  const held = holdIn(area, {
    write: () => jsonOf(view.state.doc),
    onWrite: () => tell(view.state.doc),
    onReset: (text) => {
      view.updateState(stateOf(JSON.parse(text || "[]"), []));
      tell(view.state.doc);
    },
  });
  tell(view.state.doc);
  return view;
};
