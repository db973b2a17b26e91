// The JSON Schema of the body, as the server gives it; and whether a block has the shape that it asks for.

import { isThing } from "./spans.js";

export class BodySchema {
  constructor(schema) {
    this.definitions = schema.$defs;
  }

  resolve(part) {
    return part?.$ref ? this.resolve(this.definitions[part.$ref.split("/").at(-1)]) : (part ?? {});
  }

  // One type of block or item, from a union that is told apart by `type`.
  branch(part, type) {
    const { discriminator } = this.resolve(part);
    const mapped = discriminator && Object.hasOwn(discriminator.mapping, type) ? discriminator.mapping[type] : null;
    return mapped ? this.resolve({ $ref: mapped }) : null;
  }

  block(type) {
    return typeof type === "string" ? this.branch({ $ref: "#/$defs/Block" }, type) : null;
  }

  // What stands in a list of a block: the rows of a table, the items of a gallery.
  itemOf(type, list) {
    return this.resolve(this.resolve(this.block(type).properties[list]).items);
  }

  isRich(part) {
    const found = this.resolve(part);
    return found.type === "array" && Boolean(found.items?.$ref?.endsWith("/Span"));
  }

  holdsBlocks(part) {
    return Boolean(this.resolve(part).discriminator?.mapping?.paragraph);
  }

  // Whether lists stand where lists belong, and objects where objects do. What is in a block inside is its own affair.
  isSound(value, part) {
    const found = this.resolve(part);
    if (this.isRich(part)) return Array.isArray(value);
    if (found.type === "array") return Array.isArray(value) && value.every((item) => this.isSound(item, found.items ?? {}));
    if (found.discriminator) return this.holdsBlocks(part) || this.isSoundChoice(value, part);
    if (found.type === "object") return isThing(value) && this.isSoundThing(value, found);
    if (found.type === "string") return typeof value === "string";
    if (found.type === "boolean") return typeof value === "boolean";
    if (found.type === "integer" || found.type === "number") return typeof value === "number";
    return true;
  }

  isSoundChoice(value, part) {
    if (!isThing(value)) return false;
    const branch = this.branch(part, value.type);
    return !branch || this.isSound(value, branch);
  }

  isSoundThing(value, found) {
    return Object.entries(found.properties ?? {}).every(([name, part]) => value[name] === undefined || this.isSound(value[name], part));
  }
}
