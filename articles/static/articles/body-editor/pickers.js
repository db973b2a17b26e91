// Choosing a picture or a story from the library, through the endpoints that the admin's own choosers use.

import { announce, button, labelled, make, openDialog } from "./parts.js";

const PATIENCE = 250;

const get = async (url, parameters) => {
  const response = await fetch(`${url}?${new URLSearchParams(parameters)}`, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
};

const waiting = new Map();
const known = new Map();

// Facts of pictures and stories, asked for together and kept.
export const factsOf = (url, key) => {
  const name = `${url} ${key}`;
  if (known.has(name)) return known.get(name);
  const batch =
    waiting.get(url) ??
    (() => {
      const keys = new Set();
      const answer = new Promise((resolve) => setTimeout(resolve)).then(() => {
        waiting.delete(url);
        return get(url, { keys: [...keys].join(",") });
      });
      const made = { keys, answer };
      waiting.set(url, made);
      return made;
    })();
  batch.keys.add(key);
  const facts = batch.answer.then(
    (found) => found.results.find((it) => it.id === key) ?? null,
    () => null,
  );
  known.set(name, facts);
  return facts;
};

const choose = (title, config, field, facts, draw, onChoice) => {
  const search = make("input", { type: "search", autocomplete: "off" });
  const list = make("ul", { class: `be-choices be-choices-${field}` });
  const status = make("p", { class: "be-help", role: "status" }, "Loading …");
  let asked = 0;
  const show = async () => {
    const turn = (asked += 1);
    try {
      const found = await get(config.autocomplete, {
        app_label: "articles", model_name: "article", field_name: field, term: search.value.trim(),
      });
      const details = await Promise.all(found.results.map((it) => factsOf(facts, it.id)));
      if (turn !== asked) return;
      const usable = details.filter(Boolean);
      list.replaceChildren(
        ...usable.map((it) =>
          make("li", {}, make("button", { type: "button", class: "be-choice", onclick: () => pick(it) }, ...draw(it))),
        ),
      );
      status.textContent = usable.length
        ? `${usable.length}${found.pagination.more ? " or more" : ""} found`
        : "Nothing found. Try another word.";
    } catch (error) {
      list.replaceChildren();
      status.textContent =
        error.message === "403" ? "You do not have the right to see these. Ask an editor." : "The list could not be loaded. Try again.";
    }
  };
  const pick = (it) => {
    dialog.close();
    onChoice(it);
    announce("Chosen.");
  };
  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PATIENCE);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  const dialog = openDialog(
    title,
    labelled("Search", search),
    status,
    list,
    make("div", { class: "be-dialog-buttons" }, button("Cancel", () => dialog.close())),
  );
  dialog.classList.add("be-dialog-wide");
  search.focus();
  show();
};

export const choosePicture = (config, onChoice) =>
  choose(
    "Choose a picture", config, "lead_image", config.pictures,
    (it) => [make("img", { src: it.thumbnail, alt: "", loading: "lazy" }), make("span", {}, it.name), make("span", { class: "be-help" }, it.credit)],
    onChoice,
  );

export const chooseStory = (config, onChoice) =>
  choose(
    "Choose a story", config, "related", config.stories,
    (it) => [make("span", {}, it.headline), make("span", { class: "be-help" }, it.state)],
    onChoice,
  );

// The picture of a stub, with what the story says of it.
export const pictureField = (config, label, stub, { optional, onChange }) => {
  const shown = make("div", { class: "be-picture" });
  const box = make("fieldset", { class: "be-group" }, make("legend", {}, label), shown);
  const draw = () => {
    const current = stub();
    const has = Boolean(current?.id);
    const image = make("img", { alt: "", class: "be-thumb", hidden: true });
    const name = make("span", { class: "be-help" }, has ? "…" : "No picture chosen yet.");
    if (has) {
      factsOf(config.pictures, current.id).then((facts) => {
        name.textContent = facts ? [facts.name, facts.credit].filter(Boolean).join(" · ") : "This picture is not in the library.";
        if (facts) {
          image.src = facts.thumbnail;
          image.hidden = false;
        }
      });
    }
    const pick = () =>
      choosePicture(config, (facts) => {
        onChange({
          id: facts.id,
          alt: facts.alt,
          ...(facts.decorative ? { decorative: true } : {}),
          width: facts.width,
          height: facts.height,
        });
        draw();
        box.querySelector("button").focus();
      });
    const parts = [
      image,
      make(
        "div",
        { class: "be-picture-side" },
        name,
        make(
          "div",
          { class: "be-row" },
          button(has ? "Choose another picture" : "Choose a picture", pick),
          has && optional
            ? button("Remove", () => {
                onChange(null);
                draw();
              })
            : null,
        ),
      ),
    ];
    if (has) {
      const alt = make("textarea", { rows: 2, value: current.alt ?? "" });
      alt.addEventListener("input", () => onChange({ ...stub(), alt: alt.value }));
      const decorative = make("input", { type: "checkbox", checked: current.decorative === true });
      decorative.addEventListener("change", () => {
        const { decorative: _, ...rest } = stub();
        onChange(decorative.checked ? { ...rest, decorative: true } : rest);
      });
      parts.push(
        labelled("Alternative text", alt, "What the picture shows, for those who cannot see it."),
        make("label", { class: "be-check" }, decorative, "It only decorates"),
      );
    }
    shown.replaceChildren(...parts);
  };
  draw();
  return box;
};
