// The few texts that each picture needs, beside it, so that many are described in one go.

import { make, newId } from "./parts.js";

const FIELDS = [
  ["alt", "Alternative text", "textarea", { rows: 2, maxlength: 500 }, "What the picture shows, for those who cannot see it."],
  ["caption", "Caption", "textarea", { rows: 2 }, ""],
  ["credit", "Credit", "input", { type: "text", maxlength: 200 }, "As printed: Cal Lens/Agency."],
];

// Line ends are compared as text areas write them.
const plain = (value) => (typeof value === "string" ? value.replace(/\r\n?/g, "\n") : value);

export class Words {
  constructor(picture, name, onChange) {
    this.inputs = {};
    this.problems = {};
    this.needs = make("p", { class: "upload-needs" });
    this.element = make("fieldset", { class: "upload-words" }, make("legend", { class: "sr-only" }, `Texts of ${name}`));
    for (const field of FIELDS) this.element.append(this.drawField(...field));
    this.element.querySelector(".upload-field").append(this.drawDecorative());
    this.element.append(this.needs);
    this.element.addEventListener("input", onChange);
    this.know(picture);
  }

  drawField(name, label, tag, attributes, help) {
    const [id, helpId, problemId] = [newId(name), newId("help"), newId("problem")];
    const described = help ? `${helpId} ${problemId}` : problemId;
    this.inputs[name] = make(tag, { id, class: "upload-input", "aria-describedby": described, ...attributes });
    this.problems[name] = make("p", { id: problemId, class: "upload-problem" });
    return make(
      "div",
      { class: `upload-field upload-${name}` },
      make("label", { for: id }, label),
      this.inputs[name],
      this.problems[name],
      help ? make("p", { id: helpId, class: "upload-help" }, help) : null,
    );
  }

  drawDecorative() {
    this.inputs.decorative = make("input", { type: "checkbox" });
    return make("label", { class: "upload-tick" }, this.inputs.decorative, "It is decorative: it needs no such text");
  }

  valueOf(name) {
    return name === "decorative" ? this.inputs.decorative.checked : this.inputs[name].value;
  }

  // What the server has is what counts as saved. What was written while it was asked stays, and is not saved yet.
  know({ words, shortcomings, restrictions }, sent = null) {
    for (const [name, input] of Object.entries(this.inputs)) {
      if (sent && this.valueOf(name) !== (sent[name] ?? plain(this.saved[name]))) continue;
      if (name === "decorative") input.checked = words[name];
      else input.value = words[name];
    }
    this.saved = words;
    const needs = shortcomings.length ? [`Before readers can have it, it ${shortcomings.join("; it ")}.`] : [];
    this.needs.textContent = [...restrictions, ...needs].join(" ");
    this.show([]);
  }

  get changes() {
    const now = Object.keys(this.inputs).map((name) => [name, this.valueOf(name)]);
    return Object.fromEntries(now.filter(([name, value]) => value !== plain(this.saved[name])));
  }

  get isChanged() {
    return Object.keys(this.changes).length > 0;
  }

  // Returns the first field at fault.
  show(found) {
    const elsewhere = found.filter(([name]) => !this.problems[name]).map(([, message]) => message);
    for (const [name, place] of Object.entries(this.problems)) {
      const said = found.filter(([field]) => field === name).map(([, message]) => message);
      if (name === "alt") said.push(...elsewhere);
      place.textContent = said.join(" ");
      this.inputs[name].toggleAttribute("aria-invalid", said.length > 0);
      if (said.length) this.inputs[name].setAttribute("aria-invalid", "true");
    }
    return Object.values(this.inputs).find((input) => input.getAttribute("aria-invalid") === "true");
  }
}
