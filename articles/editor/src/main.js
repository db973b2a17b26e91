// Draws the editors over their text areas. The text area keeps what is sent: until something is edited, exactly what the
// server put there.

import { drawBody } from "./body-editor.js";
import { drawLine } from "./line-editor.js";

const parsed = (area) => {
  try {
    const value = JSON.parse(area.value || "[]");
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
};

const labelOf = (area) => document.querySelector(`label[for="${area.id}"]`);

const DRAW = { body: drawBody, line: drawLine };

const drawOver = (box) => {
  const area = box.querySelector("textarea");
  const value = parsed(area);
  // What cannot be read stays in the text area, for whoever can.
  if (!value) return;
  const label = labelOf(area);
  const view = DRAW[box.dataset.editor](area, value, {
    config: JSON.parse(box.querySelector("script[type='application/json']").textContent),
    problems: JSON.parse(box.dataset.problems),
    label: label?.textContent.replace(":", "").trim() || "Text",
  });
  area.hidden = true;
  label?.addEventListener("click", (event) => {
    event.preventDefault();
    view.focus();
  });
};

for (const box of document.querySelectorAll(".text-editor")) drawOver(box);
performance.mark("editors-ready");

export { blocksFromHtml } from "./clipboard/foreign.js";
export { documentFrom } from "./document/reading.js";
export { BodySchema } from "./document/soundness.js";
export { jsonOf } from "./document/writing.js";
