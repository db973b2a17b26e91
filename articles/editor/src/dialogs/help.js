// What the keys do.

import { button, make, openDialog } from "../chrome/parts.js";

const KEYS = [
  ["Text", [
    ["Ctrl+B, Ctrl+I", "Bold, italic"], ["Ctrl+K", "Link"], ["Ctrl+Shift+X", "Strike through"], ["Ctrl+E", "Code"],
    ["Ctrl+.  Ctrl+,", "Raised, lowered"], ["Ctrl+\\", "Clear formatting"], ["Shift+Enter", "New line in the same paragraph"],
    ["Ctrl+Z, Ctrl+Shift+Z", "Undo, redo"],
  ]],
  ["Kinds of text", [
    ["Ctrl+Alt+0", "Paragraph"], ["Ctrl+Alt+2, 3, 4", "Headings"], ["Ctrl+Shift+9", "Quote"], ["Ctrl+Shift+8, 7", "Bulleted list, numbered list"],
    ["## space", "Heading, at the start of a paragraph"], ["- space, 1. space", "List"], ["> space", "Quote"], ["---", "Divider"],
  ]],
  ["Blocks", [
    ["/", "Insert a block, in an empty paragraph"], ["Ctrl+Enter", "Details of the block"], ["Alt+↑, Alt+↓", "Move the block"],
    ["Alt+Shift+↑, Alt+Shift+↓", "Move an item, a row, a picture inside of its block"], ["Esc", "Select the whole block"],
    ["Ctrl+D", "Double the block"], ["Ctrl+Shift+Backspace", "Remove the block"], ["Enter on a selected block", "Write below it"],
  ]],
  ["Lists and tables", [
    ["Tab, Shift+Tab", "Move an item in or out; to the next or previous cell"], ["Ctrl+], Ctrl+[", "Move an item in or out"], ["Enter in an empty item", "Leave the list"],
  ]],
  ["Around", [["Ctrl+S", "Save the story"], ["Alt+F10", "To the tools; arrows move among them"], ["Ctrl+/", "This help"], ["Esc, then Tab", "Out of the text"]]],
];

export const openHelp = () => {
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  const keys = (words) => (isMac ? words.replaceAll("Ctrl", "⌘").replaceAll("Alt", "⌥") : words);
  const groups = KEYS.map(([title, rows]) =>
    make("section", {}, make("h3", {}, title),
      make("dl", { class: "be-help-keys" }, ...rows.map(([key, words]) => make("div", {}, make("dt", {}, make("kbd", { class: "be-keys" }, keys(key))), make("dd", {}, words))))));
  const dialog = openDialog("Keys of the editor", ...groups, make("div", { class: "be-dialog-buttons" }, button("Close", () => dialog.close(), { class: "be-button be-first" })));
  dialog.classList.add("be-dialog-wide");
  dialog.scrollTop = 0;
};
