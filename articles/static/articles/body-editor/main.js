// Draws the editors over their text areas. The text area keeps what is sent: until something is edited, exactly what the
// server put there.

import { Editor, countWords } from "./editor.js";
import { Line } from "./line.js";
import { make } from "./parts.js";
import { isEditable } from "./spans.js";

const parsed = (area) => {
  try {
    const value = JSON.parse(area.value || "[]");
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
};

const store = (area, value) => {
  const text = JSON.stringify(value);
  if (area.value === text) return;
  area.value = text;
  area.dispatchEvent(new Event("change", { bubbles: true }));
};

const labelOf = (area) => document.querySelector(`label[for="${area.id}"]`);

const hide = (area, target) => {
  area.hidden = true;
  const label = labelOf(area);
  label?.addEventListener("click", (event) => {
    event.preventDefault();
    target()?.focus();
  });
};

const drawBody = (box, area, blocks) => {
  const config = JSON.parse(box.querySelector("script[type='application/json']").textContent);
  const count = make("p", { class: "be-count", "aria-live": "off" });
  const tell = (value) => {
    const number = countWords(value);
    count.textContent = `${number} ${number === 1 ? "word" : "words"}`;
  };
  const editor = new Editor(blocks, {
    config,
    label: "Body of the story",
    problems: JSON.parse(box.dataset.problems),
    onChange: (value) => {
      store(area, value);
      tell(value);
    },
  });
  box.append(editor.element, count);
  tell(blocks);
  hide(area, () => editor.cards[0]);
};

const drawLine = (box, area, text) => {
  const line = new Line(text, {
    label: labelOf(area)?.textContent.replace(":", "").trim() ?? "Text",
    placeholder: "The paragraph below the headline",
    className: "be-standfirst",
    on: { change: (value) => store(area, value) },
  });
  box.append(make("div", { class: "be-single" }, line.marks, line.element));
  hide(area, () => line.element);
};

for (const box of document.querySelectorAll(".text-editor")) {
  const area = box.querySelector("textarea");
  const value = parsed(area);
  if (!value) continue;
  if (box.dataset.editor === "body" && value.every((block) => block && typeof block === "object")) drawBody(box, area, value);
  if (box.dataset.editor === "line" && isEditable(value)) drawLine(box, area, value);
}
