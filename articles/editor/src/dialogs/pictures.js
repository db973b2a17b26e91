// Pictures: found in the library, brought in from this computer, and described for those who cannot see them.

import { announce, button, labelled, make, openDialog } from "../chrome/parts.js";
import { post, sendFile } from "../../../../media/static/media/upload/sending.js";
import { choose } from "./choosing.js";
import { factsOf, forgetFacts, get } from "./lookups.js";

export const stubOf = (facts) => ({
  id: facts.id,
  alt: facts.alt,
  ...(facts.decorative ? { decorative: true } : {}),
  width: facts.width,
  height: facts.height,
});

// Answers the facts of the picture, or throws what the server said against it.
export const bringIn = async (file, config, onProgress) => {
  const answer = await sendFile(file, config.upload, { onProgress });
  if (!answer.ok) throw new Error(answer.message);
  const { key, may_describe } = answer.picture;
  const facts = await factsOf(config.pictures, key);
  if (!facts) throw new Error("The picture is in the library, but you do not have the right to see it. Ask an editor.");
  return { ...facts, may_describe };
};

const ONLY_HERE = " This is for your story alone: before it is published, somebody who looks after pictures has to describe it in the library too.";

// Asks for a description where a picture has none, and keeps it in the library too.
export const describe = (facts, config, onDone) => {
  if (facts.alt || facts.decorative) {
    onDone(stubOf(facts));
    return;
  }
  const alt = make("textarea", { rows: 3 });
  const decorative = make("input", { type: "checkbox" });
  const problem = make("p", { class: "be-problem", role: "alert" });
  const store = async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const words = { alt: alt.value.trim(), decorative: decorative.checked };
    if (!words.alt && !words.decorative) {
      problem.textContent = "Say what the picture shows, or that it only decorates.";
      alt.focus();
      return;
    }
    if (facts.may_describe) {
      const answer = await post(config.words, JSON.stringify({ [facts.id]: words }));
      if (!answer.ok) {
        problem.textContent = answer.message ?? Object.values(answer.problems ?? {})[0]?.[0]?.[1] ?? "The library did not take it. Try again.";
        return;
      }
      forgetFacts(config.pictures, facts.id);
    }
    isDone = true;
    dialog.close();
    onDone(stubOf({ ...facts, ...words }));
  };
  let isDone = false;
  const form = make("form", { onsubmit: store },
    make("img", { src: facts.thumbnail, alt: "", class: "be-thumb" }),
    labelled("Alternative text", alt, `What the picture shows, for those who cannot see it.${facts.may_describe ? "" : ONLY_HERE}`),
    make("label", { class: "be-check" }, decorative, "It only decorates"),
    problem,
    make("div", { class: "be-dialog-buttons" }, make("button", { type: "submit", class: "be-button be-first" }, "Use the picture"), button("Later", () => dialog.close())),
  );
  const dialog = openDialog("Describe the picture", form);
  dialog.addEventListener("close", () => {
    if (!isDone) onDone(stubOf(facts));
  });
  alt.focus();
};

const uploader = (config, onFacts) => {
  const status = make("p", { class: "be-problem", role: "alert" });
  const bar = make("progress", { max: "1", value: 0, hidden: true, "aria-label": "Upload" });
  const input = make("input", { type: "file", accept: config.upload.accept });
  const take = async (file) => {
    bar.hidden = false;
    status.textContent = "";
    try {
      onFacts(await bringIn(file, config, (share) => { bar.value = share; }));
    } catch (error) {
      status.textContent = error.message;
    }
    bar.hidden = true;
  };
  input.addEventListener("change", () => input.files[0] && take(input.files[0]));
  const area = make("div", { class: "be-drop" }, labelled("Bring in a picture from this computer", input, "Or drop it here."), bar, status);
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
  return area;
};

export const choosePicture = (config, onChoice) => {
  const search = async (words) => {
    const found = await get(config.autocomplete, { app_label: "articles", model_name: "article", field_name: "lead_image", term: words });
    return (await Promise.all(found.results.map((it) => factsOf(config.pictures, it.id)))).filter(Boolean);
  };
  const taken = (facts) => describe(facts, config, onChoice);
  const above = config.upload ? [uploader(config, (facts) => { dialog.close(); taken(facts); })] : [];
  const { dialog } = choose("Choose a picture", {
    above,
    search,
    css: "be-choices-lead_image",
    draw: (it) => [make("img", { src: it.thumbnail, alt: "", loading: "lazy" }), make("span", {}, it.name), make("span", { class: "be-help" }, it.credit)],
    onChoice: taken,
  });
};

// The picture of a stub, with what the story says of it, in a form.
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
        if (facts) Object.assign(image, { src: facts.thumbnail, hidden: false });
      });
    }
    const pick = () => choosePicture(config, (chosen) => {
      // What else the story says of its picture belongs to the place, not to the picture.
      const { id, alt, decorative, width, height, ...rest } = stub() ?? {};
      onChange({ ...rest, ...chosen });
      draw();
      announce("The picture is chosen.");
      box.querySelector("button").focus();
    });
    const remove = () => {
      onChange(null);
      draw();
      box.querySelector("button").focus();
    };
    const side = make("div", { class: "be-picture-side" }, name,
      make("div", { class: "be-row" }, button(has ? "Choose another picture" : "Choose a picture", pick), has && optional ? button("Remove", remove) : null));
    shown.replaceChildren(image, side, ...(has ? saidOf(stub, onChange) : []));
  };
  draw();
  return box;
};

const saidOf = (stub, onChange) => {
  const current = stub();
  const alt = make("textarea", { rows: 2, value: current.alt ?? "" });
  alt.addEventListener("input", () => onChange({ ...stub(), alt: alt.value }));
  const decorative = make("input", { type: "checkbox", checked: current.decorative === true });
  decorative.addEventListener("change", () => {
    const { decorative: _, ...rest } = stub();
    onChange(decorative.checked ? { ...rest, decorative: true } : rest);
  });
  return [
    labelled("Alternative text", alt, "What the picture shows, for those who cannot see it."),
    make("label", { class: "be-check" }, decorative, "It only decorates"),
  ];
};
