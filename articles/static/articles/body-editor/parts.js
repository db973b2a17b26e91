// Small things that every part of the editor is made of.

export const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else if (key === "value" || key === "checked" || key === "hidden") element[key] = value;
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

export const icon = (name) => make("span", { class: "material-symbols-outlined", "aria-hidden": "true" }, name);

export const iconButton = (name, label, onclick, more = {}) =>
  make("button", { type: "button", class: "be-icon", "aria-label": label, title: label, onclick, ...more }, icon(name));

export const button = (label, onclick, more = {}) =>
  make("button", { type: "button", class: "be-button", onclick, ...more }, label);

let counter = 0;
export const newId = (prefix) => `${prefix}-${(counter += 1)}`;

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
export const blockId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => ALPHABET[byte % 36]).join("");

export const labelled = (label, control, help) => {
  const id = (control.id ||= newId("be"));
  const note = help ? make("span", { class: "be-help", id: `${id}-help` }, help) : null;
  if (note) control.setAttribute("aria-describedby", note.id);
  return make("div", { class: "be-field" }, make("label", { for: id }, label), control, note);
};

export const announce = (() => {
  let region;
  return (message) => {
    region ??= document.body.appendChild(make("div", { class: "be-live", role: "status", "aria-live": "polite" }));
    region.textContent = message;
  };
})();

export const openDialog = (title, ...content) => {
  const id = newId("be-title");
  const dialog = make("dialog", { class: "be-dialog", "aria-labelledby": id }, make("h2", { id }, title), ...content);
  const opener = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    // A dialog that put the cursor somewhere has moved it on by now.
    if (document.activeElement === document.body && opener?.isConnected) opener.focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
};
