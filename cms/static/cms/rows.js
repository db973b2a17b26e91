// Draws a list of addresses as rows of inputs. The text area below keeps the JSON that is sent; without this script it
// is shown as it is.
"use strict";

(() => {
  const button = (label, icon, action) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "rows-button";
    element.setAttribute("aria-label", label);
    element.title = label;
    const sign = document.createElement("span");
    sign.className = "material-symbols-outlined";
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = icon;
    element.append(sign);
    element.addEventListener("click", action);
    return element;
  };

  const setUp = (field) => {
    const area = field.querySelector("textarea");
    const columns = Object.entries(JSON.parse(field.dataset.columns));
    const list = document.createElement("ol");
    list.className = "rows-list";

    const store = () => {
      const rows = [...list.children].map((row) =>
        Object.fromEntries([...row.querySelectorAll("input")].map((input) => [input.dataset.name, input.value])),
      );
      area.value = JSON.stringify(rows);
      area.dispatchEvent(new Event("change", { bubbles: true }));
    };

    const number = () => {
      [...list.children].forEach((row, place) => {
        row.querySelectorAll("input").forEach((input) => {
          input.setAttribute("aria-label", `${input.placeholder}, row ${place + 1}`);
        });
      });
    };

    const addRow = (values, { focus = false } = {}) => {
      const row = document.createElement("li");
      for (const [name, label] of columns) {
        const input = document.createElement("input");
        input.type = name === "url" ? "url" : "text";
        input.dataset.name = name;
        input.placeholder = label;
        input.value = values[name] || "";
        input.className = `rows-input rows-${name}`;
        input.addEventListener("input", store);
        row.append(input);
      }
      row.append(
        button("Move up", "arrow_upward", () => {
          if (row.previousElementSibling) row.previousElementSibling.before(row);
          number();
          store();
        }),
        button("Remove", "close", () => {
          const next = row.nextElementSibling || row.previousElementSibling;
          row.remove();
          number();
          store();
          (next ? next.querySelector("input") : more).focus();
        }),
      );
      list.append(row);
      number();
      if (focus) row.querySelector("input").focus();
    };

    const more = document.createElement("button");
    more.type = "button";
    more.className = "rows-more";
    more.textContent = "Add another";
    more.addEventListener("click", () => addRow({}, { focus: true }));

    let rows;
    try {
      rows = JSON.parse(area.value || "[]");
    } catch {
      return;
    }
    rows.forEach((row) => addRow(row));
    if (!rows.length) more.textContent = "Add";
    area.hidden = true;
    field.append(list, more);
  };

  document.querySelectorAll(".rows-field").forEach(setUp);
})();
