// One control for each kind of plain field. Each calls `set` with the new value, or with nothing where the field goes.

import { iconButton, button, labelled, make } from "../chrome/parts.js";
import { HELP, nameOf } from "./naming.js";

const LONG = new Set(["text", "alt", "description"]);

export const options = ({ name, label, value, values, required, set }) => {
  const select = make("select", {});
  if (!required || !values.includes(value)) select.append(make("option", { value: "" }, required ? "Choose" : "As usual"));
  for (const it of values) select.append(make("option", { value: String(it) }, nameOf(String(it))));
  select.value = value === undefined ? "" : String(value);
  select.addEventListener("change", () => set(values.find((it) => String(it) === select.value)));
  return labelled(label, select, HELP[name]);
};

export const check = ({ name, value, set }) => {
  const input = make("input", { type: "checkbox", checked: value === true });
  input.addEventListener("change", () => set(input.checked));
  return make("label", { class: "be-check" }, input, nameOf(name));
};

export const number = ({ label, value, isWhole, required, set }) => {
  const input = make("input", { type: "number", step: isWhole ? "1" : "any", value: value ?? "" });
  input.addEventListener("input", () => set(input.value === "" ? (required ? 0 : undefined) : Number(input.value)));
  return labelled(label, input);
};

export const words = ({ name, label, value, required, set }) => {
  const isAddress = /(^|_)(url|href)$/.test(name);
  const input = make(LONG.has(name) ? "textarea" : "input", {
    ...(LONG.has(name) ? { rows: 2 } : { type: "text" }),
    ...(isAddress ? { inputmode: "url", placeholder: "https://" } : {}),
    value: value ?? "",
  });
  input.addEventListener("input", () => set(input.value || required ? input.value : undefined));
  return labelled(label, input, HELP[name]);
};

export const moment = ({ label, value, required, set }) => {
  const input = make("input", { type: "datetime-local", step: "1" });
  const stored = new Date(value ?? "");
  if (!Number.isNaN(stored.getTime())) {
    input.value = new Date(stored.getTime() - stored.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
  }
  input.addEventListener("input", () => {
    const given = new Date(input.value);
    if (Number.isNaN(given.getTime())) set(required ? "" : undefined);
    else set(given.toISOString().replace(/\.\d+Z$/, "Z"));
  });
  return labelled(label, input, "In the time zone of this computer.");
};

export const several = ({ name, value, values, set }) => {
  const boxes = values.map((it) => {
    const input = make("input", { type: "checkbox", value: it, checked: (value ?? []).includes(it) });
    input.addEventListener("change", () => {
      const chosen = boxes.map((label) => label.querySelector("input")).filter((box) => box.checked).map((box) => box.value);
      set(chosen.length ? chosen : undefined);
    });
    return make("label", { class: "be-check" }, input, nameOf(it));
  });
  return make("fieldset", { class: "be-group" }, make("legend", {}, `${nameOf(name)} (everywhere, if none)`), make("div", { class: "be-row" }, ...boxes));
};

// Heights of a frame by the width from which they hold.
export const pairs = ({ name, value, set }) => {
  const rows = make("ul", { class: "be-items" });
  const store = () => {
    const given = [...rows.children]
      .map((row) => [...row.querySelectorAll("input")].map((input) => input.value))
      .filter(([width, height]) => width && height);
    set(given.length ? Object.fromEntries(given.map(([width, height]) => [width, Number(height)])) : undefined);
  };
  const more = button("Add a height", () => add());
  const add = (width = "", height = "") => {
    const inputs = [["From width", width], ["Height", height]].map(([label, it]) => {
      const input = make("input", { type: "number", min: "1", value: it });
      input.addEventListener("input", store);
      return labelled(label, input);
    });
    const row = make("li", { class: "be-row" }, ...inputs);
    row.append(iconButton("close", "Remove", () => { row.remove(); store(); more.focus(); }));
    rows.append(row);
  };
  Object.entries(value ?? {}).forEach(([width, height]) => add(width, height));
  return make("fieldset", { class: "be-group" }, make("legend", {}, nameOf(name)), rows, more);
};
