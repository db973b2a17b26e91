// What the keys do; `dialogs/help.js` says it to people.

import { baseKeymap, chainCommands } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { NodeSelection, Plugin } from "prosemirror-state";
import { announce } from "./parts.js";
import { announceMove, selectWhole } from "./handle.js";
import { currentBlock, doubleBlock, moveAmong, movePart, removeBlock, turnInto } from "../commands/blocks.js";
import { backspaceInList, enterInList, indent, makeList } from "../commands/lists.js";
import { nextCell } from "../commands/tables.js";
import { backspace, enter, forwardDelete, softBreak } from "../commands/writing.js";
import { openDetails } from "../dialogs/details.js";
import { openHelp } from "../dialogs/help.js";
import { askForLink, clearFormatting, toggle } from "../dialogs/marks.js";

// What is done may come before the browser has told where the key before it had moved the cursor.
const findCursor = (view) => {
  view.domObserver.forceFlush();
  view.domObserver.flush();
  return false;
};

export const cursorIsFound = () =>
  new Plugin({ props: { handleKeyDown: findCursor, handleDOMEvents: { paste: findCursor, cut: findCursor, copy: findCursor } } });

const always = (action) => (state, dispatch, view) => {
  if (dispatch) action(view);
  return true;
};

const marks = (context) => ({
  "Mod-b": toggle("strong"), "Mod-i": toggle("em"), "Mod-Shift-x": toggle("strike"), "Mod-e": toggle("code"),
  "Mod-.": toggle("sup"), "Mod-,": toggle("sub"), "Mod-\\": clearFormatting, "Mod-k": always((view) => askForLink(view, context.config)),
  "Mod-z": undo, "Mod-Shift-z": redo, "Mod-y": redo, "Mod-/": always(openHelp), "Shift-Enter": softBreak,
});

const moveBlock = (dir) => (state, dispatch) => {
  const block = currentBlock(state);
  if (!block) return false;
  const tr = moveAmong(state, block, dir);
  if (tr) dispatch?.(tr);
  if (dispatch) announceMove(tr ? state.apply(tr) : state, block.node.attrs.id, tr, dir);
  return true;
};

const moveInside = (dir) => (state, dispatch) => {
  const tr = movePart(state, dir);
  if (tr) dispatch?.(tr);
  else if (dispatch) announce(dir < 0 ? "This is the first." : "This is the last.");
  return true;
};

const onBlock = (action) => (state, dispatch, view) => {
  const block = currentBlock(state);
  if (!block) return false;
  if (dispatch) action(view, block);
  return true;
};

const opensSelected = (context) => (state, dispatch, view) => {
  if (!(state.selection instanceof NodeSelection)) return false;
  if (dispatch) openDetails(view, state.selection.from, context);
  return true;
};

const body = (context) => ({
  Enter: chainCommands(enterInList, enter),
  Backspace: chainCommands(backspaceInList, backspace),
  Delete: forwardDelete,
  Tab: chainCommands(indent(1), nextCell(1)),
  "Shift-Tab": chainCommands(indent(-1), nextCell(-1)),
  "Mod-]": indent(1), "Mod-[": indent(-1),
  "Mod-Alt-0": turnInto("paragraph"),
  ...Object.fromEntries([2, 3, 4].map((level) => [`Mod-Alt-${level}`, turnInto("heading", { level })])),
  "Mod-Shift-9": turnInto("quote", { variant: "block" }),
  "Mod-Shift-8": makeList("bullet"), "Mod-Shift-7": makeList("number"),
  "Alt-ArrowUp": moveBlock(-1), "Alt-ArrowDown": moveBlock(1),
  "Alt-Shift-ArrowUp": moveInside(-1), "Alt-Shift-ArrowDown": moveInside(1),
  "Mod-Enter": chainCommands(opensSelected(context), onBlock((view, { place }) => openDetails(view, place, context))),
  "Mod-d": onBlock((view, { node }) => { doubleBlock(view, node.attrs.id); announce("Doubled."); }),
  "Mod-Shift-Backspace": onBlock((view, { node }) => { removeBlock(view, node.attrs.id); announce("Removed. Ctrl+Z brings it back."); }),
  Escape: selectWhole,
});

// A key that the editor has answered to is no key of the page: Ctrl+E would change the desk's colours as well.
const taken = (keys) =>
  new Plugin({
    props: {
      handleKeyDown(view, event) {
        const isTaken = keys.some((it) => it.props.handleKeyDown(view, event));
        if (isTaken && (event.ctrlKey || event.metaKey)) event.stopPropagation();
        return isTaken;
      },
    },
  });

export const bodyKeys = (context) => [taken([keymap(body(context)), keymap(marks(context)), keymap(baseKeymap)])];

export const lineKeys = (context) => [taken([keymap({ Enter: softBreak }), keymap(marks(context)), keymap(baseKeymap)])];
