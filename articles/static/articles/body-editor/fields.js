// Forms for the parts of a block, drawn from the JSON Schema of the body. A field that the form does not know stays as
// it is, and one that nobody touches is never written.

import { Line } from "./line.js";
import { button, iconButton, labelled, make } from "./parts.js";
import { chooseStory, factsOf, pictureField } from "./pickers.js";

const LABELS = {
  ads: "Advertising", alt: "Description of what it shows", aspect_ratio: "Aspect ratio", author_name: "Who said it",
  bitrate: "Bit rate", closes_at: "Closes at", collapsed: "Show folded up", columns: "Columns", consent: "Consent",
  crop: "Crop", data_url: "Address of the data", drop_cap: "Large first letter", duration: "Length in seconds",
  external_id: "Id on the provider's site", fallback: "For programs that cannot show this", header_column: "First column is a heading",
  heights: "Heights by width, in pixels", href: "Leads to", image: "Picture", key: "Key of the offer", lang: "Language",
  level: "Level", loop: "Repeat", platforms: "Only shown on", poster: "Still picture", posted_at: "Posted at",
  required: "Ask readers before it is loaded", size: "Size in bytes", source: "Source", source_url: "Address of the source",
  start: "First number", thumbnail: "Picture of the post", transcript_url: "Address of the transcript", type: "Type",
  url: "Address", variant: "Form",
};
const LONG = new Set(["text", "alt", "description"]);
const HELP = { aspect_ratio: "Such as 16:9.", crop: "Such as 16:9.", type: "Such as video/mp4.", lang: "Such as en-GB." };

export const nameOf = (name) => {
  const words = LABELS[name] ?? name.replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
};
const valueName = (value) => nameOf(String(value));

export class Fields {
  constructor(config, { nested, onChange }) {
    this.config = config;
    this.nested = nested;
    this.onChange = onChange;
  }

  resolve(schema) {
    return schema?.$ref ? this.resolve(this.config.schema.$defs[schema.$ref.split("/").at(-1)]) : schema ?? {};
  }

  // The schema of one type of block or item, from a union that is told apart by `type`.
  branch(schema, type) {
    const union = this.resolve(schema);
    const mapped = union.discriminator?.mapping?.[type];
    return mapped ? this.resolve({ $ref: mapped }) : null;
  }

  blockSchema(type) {
    return this.branch({ $ref: "#/$defs/Block" }, type);
  }

  isRich(schema) {
    const found = this.resolve(schema);
    return found.type === "array" && found.items?.$ref?.endsWith("/Span");
  }

  // All fields of an object but those that are left out.
  all(schema, holder, left) {
    return Object.entries(schema.properties ?? {})
      .filter(([name]) => !left.includes(name))
      .map(([name, part]) => this.field(name, part, holder, (schema.required ?? []).includes(name)));
  }

  set(holder, name, value) {
    if (value === undefined) delete holder[name];
    else holder[name] = value;
    this.onChange();
  }

  field(name, schema, holder, required) {
    const found = this.resolve(schema);
    const label = nameOf(name) + (required ? "" : " (optional)");
    if (found.const !== undefined) return null;
    if (this.isRich(schema)) return this.rich(name, nameOf(name), holder, required);
    if (schema.$ref?.endsWith("/ImageStub") || found.title === "ImageStub") return this.picture(name, holder, required);
    if (found.enum) return this.options(name, label, found.enum, holder, required);
    if (found.type === "boolean") return this.check(name, holder);
    if (found.type === "integer" || found.type === "number") return this.number(name, label, found, holder, required);
    if (found.format === "date-time") return this.moment(name, label, holder, required);
    if (found.type === "string") return this.string(name, label, holder, required);
    if (found.type === "array") return this.list(name, found, holder, required);
    if (found.additionalProperties && !found.properties) return this.pairs(name, holder);
    if (found.properties) return this.thing(name, found, holder, required);
    return null;
  }

  rich(name, label, holder, required) {
    const current = holder[name] ?? [];
    const line = new Line(current, {
      label,
      on: { change: (text) => this.set(holder, name, text.length || required ? text : undefined) },
    });
    return make("div", { class: "be-field be-rich" }, make("span", { class: "be-label" }, label), line.marks, line.element);
  }

  picture(name, holder, required) {
    return pictureField(this.config, nameOf(name), () => holder[name], {
      optional: !required,
      onChange: (stub) => this.set(holder, name, stub ?? (required ? { id: "", alt: "" } : undefined)),
    });
  }

  options(name, label, values, holder, required) {
    const select = make("select", {});
    if (!required || !values.includes(holder[name])) select.append(make("option", { value: "" }, required ? "Choose" : "As usual"));
    for (const value of values) select.append(make("option", { value: String(value) }, valueName(value)));
    select.value = holder[name] === undefined ? "" : String(holder[name]);
    select.addEventListener("change", () =>
      this.set(holder, name, select.value === "" ? undefined : values.find((value) => String(value) === select.value)),
    );
    return labelled(label, select);
  }

  check(name, holder) {
    const input = make("input", { type: "checkbox", checked: holder[name] === true });
    input.addEventListener("change", () => this.set(holder, name, input.checked));
    return make("label", { class: "be-check" }, input, nameOf(name));
  }

  number(name, label, schema, holder, required) {
    const input = make("input", { type: "number", step: schema.type === "integer" ? "1" : "any", value: holder[name] ?? "" });
    input.addEventListener("input", () => {
      if (input.value === "") this.set(holder, name, required ? 0 : undefined);
      else this.set(holder, name, Number(input.value));
    });
    return labelled(label, input);
  }

  string(name, label, holder, required) {
    const isAddress = /(^|_)(url|href)$/.test(name);
    const input = make(LONG.has(name) ? "textarea" : "input", {
      ...(LONG.has(name) ? { rows: 2 } : { type: "text" }),
      ...(isAddress ? { inputmode: "url", placeholder: "https://" } : {}),
      value: holder[name] ?? "",
    });
    input.addEventListener("input", () => this.set(holder, name, input.value || required ? input.value : undefined));
    return labelled(label, input, HELP[name]);
  }

  moment(name, label, holder, required) {
    const input = make("input", { type: "datetime-local", step: "1" });
    const stored = new Date(holder[name] ?? "");
    if (!Number.isNaN(stored.getTime())) {
      const local = new Date(stored.getTime() - stored.getTimezoneOffset() * 60000);
      input.value = local.toISOString().slice(0, 19);
    }
    input.addEventListener("input", () => {
      const given = new Date(input.value);
      if (Number.isNaN(given.getTime())) this.set(holder, name, required ? "" : undefined);
      else this.set(holder, name, given.toISOString().replace(/\.\d+Z$/, "Z"));
    });
    return labelled(label, input, "In the time zone of this computer.");
  }

  thing(name, schema, holder, required) {
    const draft = { ...(holder[name] ?? {}) };
    const parts = new Fields(this.config, {
      nested: this.nested,
      onChange: () => {
        const blank = Object.values(draft).every((value) => value === "" || value === undefined || value === false);
        this.set(holder, name, blank && !required ? undefined : draft);
      },
    });
    return make("fieldset", { class: "be-group" }, make("legend", {}, nameOf(name)), ...parts.all(schema, draft, []));
  }

  pairs(name, holder) {
    const rows = make("ul", { class: "be-items" });
    const store = () => {
      const pairs = [...rows.children]
        .map((row) => [...row.querySelectorAll("input")].map((input) => input.value))
        .filter(([width, height]) => width && height);
      this.set(holder, name, pairs.length ? Object.fromEntries(pairs.map(([width, height]) => [width, Number(height)])) : undefined);
    };
    const add = (width = "", height = "") => {
      const inputs = [["From width", width], ["Height", height]].map(([label, value]) => {
        const input = make("input", { type: "number", min: "1", value });
        input.addEventListener("input", store);
        return labelled(label, input);
      });
      const row = make("li", { class: "be-row" }, ...inputs);
      row.append(iconButton("close", "Remove", () => { row.remove(); store(); }));
      rows.append(row);
    };
    Object.entries(holder[name] ?? {}).forEach(([width, height]) => add(width, height));
    return make("fieldset", { class: "be-group" }, make("legend", {}, nameOf(name)), rows, button("Add a height", () => add()));
  }

  list(name, schema, holder, required) {
    const items = this.resolve(schema.items);
    if (items.enum) return this.several(name, items.enum, holder);
    if (items.type === "array") return null;
    if (this.holdsBlocks(schema.items)) return this.nested(name, holder);
    return this.things(name, schema, holder, required);
  }

  holdsBlocks(items) {
    return Boolean(this.resolve(items).discriminator?.mapping?.paragraph);
  }

  several(name, values, holder) {
    const boxes = values.map((value) => {
      const input = make("input", { type: "checkbox", value, checked: (holder[name] ?? []).includes(value) });
      input.addEventListener("change", () => {
        const chosen = boxes.map((label) => label.querySelector("input")).filter((it) => it.checked).map((it) => it.value);
        this.set(holder, name, chosen.length ? chosen : undefined);
      });
      return make("label", { class: "be-check" }, input, valueName(value));
    });
    return make("fieldset", { class: "be-group" }, make("legend", {}, `${nameOf(name)} (everywhere, if none)`), make("div", { class: "be-row" }, ...boxes));
  }

  // A list of objects, each with a form of its own.
  things(name, schema, holder, required) {
    const list = make("ol", { class: "be-items" });
    const store = (entries) => this.set(holder, name, entries.length || required ? entries : undefined);
    const entries = () => [...(holder[name] ?? [])];
    const draw = (focus = -1) => {
      list.replaceChildren(...entries().map((item, place) => this.item(schema.items, item, place, { entries, store, draw })));
      if (focus >= 0) list.children[Math.min(focus, list.children.length - 1)]?.querySelector("input, textarea, select, button, [contenteditable]")?.focus();
    };
    const add = button("Add another", () => {
      store([...entries(), this.emptyItem(schema.items, entries().at(-1))]);
      draw(entries().length - 1);
    });
    draw();
    return make("fieldset", { class: "be-group" }, make("legend", {}, nameOf(name)), list, add);
  }

  emptyItem(schema, like) {
    const union = this.resolve(schema);
    const type = union.discriminator ? like?.type ?? Object.keys(union.discriminator.mapping)[0] : null;
    const found = type ? this.branch(schema, type) : union;
    const made = type ? { type } : {};
    for (const name of found.required ?? []) {
      const part = this.resolve(found.properties[name]);
      if (part.const !== undefined) made[name] = part.const;
      else if (part.enum) made[name] = part.enum[0];
      else if (part.type === "array") made[name] = this.holdsBlocks(part.items) ? [] : [];
      else if (part.type === "object") made[name] = part.title === "ImageStub" ? { id: "", alt: "" } : {};
      else if (part.type === "boolean") made[name] = false;
      else made[name] = "";
    }
    return made;
  }

  item(schema, original, place, { entries, store, draw }) {
    let item = { ...original };
    const put = (changed) => {
      const all = entries();
      all[place] = changed;
      store(all);
    };
    const fields = new Fields(this.config, { nested: this.nested, onChange: () => put(item) });
    const swap = (to) => {
      const all = entries();
      [all[place], all[to]] = [all[to], all[place]];
      store(all);
      draw(to);
    };
    const tools = make(
      "div",
      { class: "be-item-tools" },
      make("span", { class: "be-help" }, `${place + 1}`),
      place ? iconButton("arrow_upward", "Move up", () => swap(place - 1)) : null,
      place < entries().length - 1 ? iconButton("arrow_downward", "Move down", () => swap(place + 1)) : null,
      iconButton("close", "Remove", () => {
        store(entries().filter((_, at) => at !== place));
        draw(Math.max(0, place - 1));
      }),
    );
    const union = this.resolve(schema);
    const parts = union.discriminator ? this.variant(schema, item, (changed) => { item = changed; put(item); draw(place); }, fields) : fields.all(union, item, []);
    return make("li", { class: "be-item" }, tools, make("div", { class: "be-item-body" }, ...parts.filter(Boolean)));
  }

  // An item of several types: a story of ours, or a link elsewhere.
  variant(schema, item, replace, fields) {
    const names = { article: "A story of ours", external: "A link elsewhere" };
    const select = make("select", {});
    for (const type of Object.keys(this.resolve(schema).discriminator.mapping)) select.append(make("option", { value: type }, names[type] ?? type));
    select.value = item.type;
    select.addEventListener("change", () => replace(this.emptyItem(schema, { type: select.value })));
    const found = this.branch(schema, item.type);
    if (!found) return [make("p", { class: "be-help" }, "This item cannot be edited here; it is kept as it is.")];
    if (item.type !== "article") return [labelled("Kind", select), ...fields.all(found, item, ["type"])];
    const shown = make("p", {}, item.headline ?? (item.id ? "…" : "No story chosen yet."));
    if (item.id) factsOf(this.config.stories, item.id).then((facts) => {
      shown.textContent = facts ? `${facts.headline} (${facts.state.toLowerCase()})` : item.headline ?? "This story is not in the newsroom.";
    });
    const pick = button(item.id ? "Choose another story" : "Choose a story", () =>
      chooseStory(this.config, (facts) => replace({ type: "article", id: facts.id })),
    );
    return [labelled("Kind", select), shown, pick];
  }
}
