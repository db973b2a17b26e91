// Forms for the fields of a block, drawn from the JSON Schema of the body. A field that the form does not know stays as it
// is, and one that nobody touches is never written.

import { button, iconButton, labelled, make } from "../chrome/parts.js";
import { check, moment, number, options, pairs, several, words } from "./controls.js";
import { factsOf } from "./lookups.js";
import { nameOf } from "./naming.js";
import { pictureField } from "./pictures.js";
import { chooseStory } from "./stories.js";

const FOCUSABLE = "input, textarea, select, button";
const CHOICES = { article: "A story of ours", external: "A link elsewhere" };

export class Fields {
  constructor(context, onChange) {
    Object.assign(this, { context, shapes: context.shapes, onChange });
  }

  // All fields of an object but those that are left out; those that it cannot do without come first.
  all(shape, holder, left = []) {
    const required = shape.required ?? [];
    const names = Object.keys(shape.properties ?? {}).filter((name) => !left.includes(name));
    names.sort((one, other) => required.includes(other) - required.includes(one));
    return names.map((name) => this.field(name, shape.properties[name], holder, required.includes(name))).filter(Boolean);
  }

  set(holder, name, value) {
    if (value === undefined) delete holder[name];
    else holder[name] = value;
    this.onChange();
  }

  field(name, part, holder, required) {
    const found = this.shapes.resolve(part);
    if (found.const !== undefined || this.shapes.isRich(part)) return null;
    if (part.$ref?.endsWith("/ImageStub") || found.title === "ImageStub") return this.picture(name, holder, required);
    const given = {
      name, required, value: holder[name], isWhole: found.type === "integer", values: found.enum ?? this.shapes.resolve(found.items).enum,
      label: nameOf(name) + (required ? "" : " (optional)"), set: (value) => this.set(holder, name, value),
    };
    if (found.enum) return options(given);
    if (found.type === "boolean") return check(given);
    if (found.type === "integer" || found.type === "number") return number(given);
    if (found.format === "date-time") return moment(given);
    if (found.type === "string") return words(given);
    if (found.type === "array" && given.values) return several(given);
    if (found.type === "array") return this.list(name, found, holder, required);
    if (found.additionalProperties && !found.properties) return pairs(given);
    return found.properties ? this.thing(name, found, holder, required) : null;
  }

  picture(name, holder, required) {
    return pictureField(this.context.config, nameOf(name), () => holder[name], {
      optional: !required,
      onChange: (stub) => this.set(holder, name, stub ?? (required ? { id: "", alt: "" } : undefined)),
    });
  }

  thing(name, shape, holder, required) {
    const draft = { ...(holder[name] ?? {}) };
    const parts = new Fields(this.context, () => {
      const blank = Object.values(draft).every((value) => value === "" || value === undefined || value === false);
      this.set(holder, name, blank && !required ? undefined : draft);
    });
    return make("fieldset", { class: "be-group" }, make("legend", {}, nameOf(name)), ...parts.all(shape, draft));
  }

  // A list of objects, each with a form of its own. What holds text that is edited in place is not drawn here.
  list(name, part, holder, required) {
    const shape = this.shapes.resolve(part.items);
    if (shape.type === "array" || this.shapes.holdsBlocks(part.items)) return null;
    const list = make("ol", { class: "be-items" });
    const entries = () => [...(holder[name] ?? [])];
    const store = (all) => this.set(holder, name, all.length || required ? all : undefined);
    const draw = (focus = -1) => {
      list.replaceChildren(...entries().map((item, place) => this.item(part.items, item, place, { entries, store, draw })));
      if (focus >= 0) (list.children[Math.min(focus, list.children.length - 1)]?.querySelector(FOCUSABLE) ?? add).focus();
    };
    const add = button("Add another", () => {
      store([...entries(), this.emptyItem(part.items, entries().at(-1))]);
      draw(entries().length - 1);
    });
    draw();
    return make("fieldset", { class: "be-group" }, make("legend", {}, nameOf(name)), list, add);
  }

  emptyItem(part, like) {
    const union = this.shapes.resolve(part);
    const type = union.discriminator ? (like?.type ?? Object.keys(union.discriminator.mapping)[0]) : null;
    const found = type ? this.shapes.branch(part, type) : union;
    const made = type ? { type } : {};
    for (const name of found.required ?? []) {
      const it = this.shapes.resolve(found.properties[name]);
      if (it.const !== undefined) made[name] = it.const;
      else if (it.enum) made[name] = it.enum[0];
      else if (it.type === "array") made[name] = [];
      else if (it.type === "object") made[name] = it.title === "ImageStub" ? { id: "", alt: "" } : {};
      else if (it.type === "boolean") made[name] = false;
      else made[name] = "";
    }
    return made;
  }

  item(part, original, place, { entries, store, draw }) {
    const item = { ...original };
    const put = (changed) => store(entries().map((it, at) => (at === place ? changed : it)));
    const swap = (to) => {
      const all = entries();
      [all[place], all[to]] = [all[to], all[place]];
      store(all);
      draw(to);
    };
    const remove = () => {
      store(entries().filter((_, at) => at !== place));
      draw(Math.max(0, place - 1));
    };
    const fields = new Fields(this.context, () => put(item));
    const union = this.shapes.resolve(part);
    const replace = (changed) => {
      put(changed);
      draw(place);
    };
    const parts = union.discriminator ? this.choice(part, item, replace, fields) : fields.all(union, item);
    const tools = make("div", { class: "be-item-tools" },
      make("span", { class: "be-help" }, `${place + 1}`),
      place ? iconButton("arrow_upward", "Move up", () => swap(place - 1)) : null,
      place < entries().length - 1 ? iconButton("arrow_downward", "Move down", () => swap(place + 1)) : null,
      iconButton("close", "Remove", remove),
    );
    return make("li", { class: "be-item" }, tools, make("div", { class: "be-item-body" }, ...parts));
  }

  // An item of several types: a story of ours, or a link elsewhere.
  choice(part, item, replace, fields) {
    const found = this.shapes.branch(part, item.type);
    if (!found) return [make("p", { class: "be-help" }, "This item cannot be edited here; it is kept as it is.")];
    const select = make("select", {});
    for (const type of Object.keys(this.shapes.resolve(part).discriminator.mapping)) select.append(make("option", { value: type }, CHOICES[type] ?? type));
    select.value = item.type;
    select.addEventListener("change", () => replace(this.emptyItem(part, { type: select.value })));
    if (item.type !== "article") return [labelled("Kind", select), ...fields.all(found, item, ["type"])];
    const { config } = this.context;
    const shown = make("p", {}, item.headline ?? (item.id ? "…" : "No story chosen yet."));
    if (item.id) factsOf(config.stories, item.id).then((facts) => {
      shown.textContent = facts ? `${facts.headline} (${facts.state.toLowerCase()})` : (item.headline ?? "This story is not in the newsroom.");
    });
    const pick = button(item.id ? "Choose another story" : "Choose a story", () => chooseStory(config, (it) => {
      // Words and address belong to the story that was chosen before.
      const { headline, url, ...rest } = item;
      replace({ ...rest, type: "article", id: it.id });
    }));
    return [labelled("Kind", select), shown, pick];
  }
}
