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
export const newName = (prefix) => `${prefix}-${(counter += 1)}`;

export const labelled = (label, control, help) => {
  const id = (control.id ||= newName("be"));
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
  const id = newName("be-title");
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

// A menu below a button: arrows, Home and End move in it, Escape and a click elsewhere close it.
export const openMenu = (anchor, label, items) => {
  const close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    anchor.setAttribute("aria-expanded", "false");
  };
  const outside = (event) => {
    if (!menu.contains(event.target)) close();
  };
  const entries = items.filter(Boolean).map(({ label: words, sign, keys, act, pressed }) =>
    make(
      "button",
      { type: "button", role: pressed === undefined ? "menuitem" : "menuitemcheckbox", "aria-checked": pressed === undefined ? null : String(pressed), tabindex: "-1", class: "be-menu-item", onclick: () => { close(); act(); } },
      icon(pressed ? "check" : sign),
      make("span", {}, words),
      keys ? make("kbd", { class: "be-keys" }, keys) : null,
    ));
  const menu = make("div", { class: "be-menu", role: "menu", "aria-label": label }, ...entries);
  menu.addEventListener("keydown", (event) => {
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length, Home: 0, End: entries.length - 1 }[event.key];
    if (to !== undefined) entries[to % entries.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") {
      close();
      anchor.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.body.append(menu);
  const [box, size] = [anchor.getBoundingClientRect(), menu.getBoundingClientRect()];
  const below = box.bottom + size.height + 8 < innerHeight || box.top < size.height;
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8)) + scrollX}px`;
  menu.style.top = `${(below ? box.bottom + 4 : box.top - size.height - 4) + scrollY}px`;
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  entries[0]?.focus({ preventScroll: true });
};
