// Small things that the page is made of.

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

export const button = (label, onclick, more = {}) =>
  make("button", { type: "button", class: "step-button", onclick, ...more }, label);

export const sign = (name) =>
  make("span", { class: "material-symbols-outlined upload-thumb upload-no-thumb", "aria-hidden": "true" }, name);

// What the browser itself cannot show, such as TIFF, gets a sign instead.
export const thumbnail = (address) => {
  const image = make("img", { class: "upload-thumb", src: address, alt: "" });
  image.addEventListener("error", () => image.replaceWith(sign("image")));
  return image;
};

export const inBytes = (size) =>
  size < 1024 ** 2 ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / 1024 ** 2).toFixed(1)} MB`;

export const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;

let counter = 0;
export const newId = (prefix) => `${prefix}-${(counter += 1)}`;
