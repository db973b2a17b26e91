// Takes in many pictures at once: dropped or chosen, sent two at a time, described in place, saved with one button.
// Without it, the plain form below takes one.

import { counted, inBytes } from "./parts.js";
import { Row } from "./row.js";
import { post, queueOf } from "./sending.js";

const AT_ONCE = 2;

class Page {
  constructor(root) {
    this.root = root;
    this.rows = [];
    this.queue = queueOf(AT_ONCE);
    this.news = [];
    for (const name of ["choose", "files", "title", "bar", "told"]) this[name] = root.querySelector(`[data-${name}]`);
    this.voice = root.querySelector("[role='status']");
    this.saveAll = root.querySelector("button[type='submit']");
    this.list = root.querySelector(".upload-list");
    this.listen();
  }

  listen() {
    this.choose.addEventListener("click", () => this.files.click());
    this.files.addEventListener("change", () => {
      this.add([...this.files.files]);
      this.files.value = "";
    });
    // A picture that misses the zone must not take the place of the page.
    document.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.root.classList.add("upload-over");
    });
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) this.root.classList.remove("upload-over");
    });
    document.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.root.classList.remove("upload-over");
      const folders = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory);
      this.add([...event.dataTransfer.files], new Set(folders.map((entry) => entry.name)));
    });
    this.root.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.rows.some((row) => row.isUnfinished)) event.preventDefault();
    });
  }

  add(files, folders = new Set()) {
    if (!files.length) return;
    this.tell(`${counted(files.length, "file", "files")} added.`);
    for (const file of files) {
      const row = new Row(file, this);
      this.rows.push(row);
      this.list.append(row.element);
      row.unsendable = this.unsendable(file, folders);
      if (row.unsendable) row.refuse(row.unsendable);
      else this.send(row);
    }
    this.changed();
  }

  // What need not be sent to be known. The server looks again.
  unsendable(file, folders) {
    const most = Number(this.root.dataset.maxBytes);
    if (folders.has(file.name)) return "This is a folder. Open it, and drop the pictures that are in it.";
    if (file.size > most) return `The file has ${inBytes(file.size)}; at most ${inBytes(most)} can be uploaded. Save it with a higher compression or in a smaller size.`;
    return "";
  }

  send(row) {
    row.wait();
    this.queue(() => row.send(this.root.dataset));
  }

  get isPopup() {
    return "popup" in this.root.dataset;
  }

  // Gives the form that opened this window its picture, once all texts are saved, and closes the window.
  async use(key, name) {
    if (this.unsaved.length && !(await this.save())) return;
    window.opener.dismissAddRelatedObjectPopup(window, key, name);
  }

  takeBackAddress(key) {
    return `${this.root.dataset.upload}${key}/take-back/`;
  }

  forget(row) {
    const place = this.rows.indexOf(row);
    this.rows.splice(place, 1);
    row.element.remove();
    const next = this.rows[place] ?? this.rows[place - 1];
    (next?.element.querySelector("a, button:not([hidden])") ?? this.choose).focus();
    this.tell(`${row.file.name} is removed from this list.`);
    this.changed();
  }

  get unsaved() {
    return this.rows.filter((row) => row.words?.isChanged);
  }

  changed() {
    const under = this.rows.filter((row) => ["waiting", "sending", "examining"].includes(row.state)).length;
    const described = this.rows.some((row) => row.words);
    this.title.hidden = this.bar.hidden = !this.rows.length;
    this.saveAll.hidden = !described;
    const unsaved = this.unsaved.length;
    const said = [under ? `${counted(under, "picture", "pictures")} on the way.` : ""];
    if (unsaved) said.push(`${counted(unsaved, "picture has", "pictures have")} texts that are not saved yet.`);
    else if (described) said.push("All texts are saved.");
    this.told.textContent = said.join(" ").trim();
  }

  async save() {
    const rows = this.unsaved;
    if (!rows.length) this.tell("There is nothing to save.");
    if (this.saving || !rows.length) return false;
    this.saving = true;
    const many = Number(this.root.dataset.many);
    let saved = true;
    for (let start = 0; saved && start < rows.length; start += many) {
      saved = await this.saveSome(rows.slice(start, start + many));
    }
    this.saving = false;
    return saved;
  }

  async saveSome(rows) {
    const sent = Object.fromEntries(rows.map((row) => [row.key, row.words.changes]));
    const answer = await post(this.root.dataset.words, JSON.stringify(sent));
    if (!answer.ok) {
      this.showProblems(rows, answer);
      return false;
    }
    for (const row of rows) row.words?.know(answer.pictures[row.key], sent[row.key]);
    this.changed();
    this.tell(`Saved: ${counted(rows.length, "picture", "pictures")}.`);
    return true;
  }

  showProblems(rows, { message, problems = {} }) {
    const faults = rows.map((row) => row.words.show(problems[row.key] ?? [])).filter(Boolean);
    const said = message ?? "Nothing is saved yet: mend what is marked, and save again.";
    this.told.textContent = said;
    this.tell(said);
    faults[0]?.focus();
  }

  // Said together, so that a screen reader is not interrupted by each.
  tell(text) {
    this.news.push(text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.voice.textContent = this.news.splice(0).join(" ");
    }, 150);
  }
}

const root = document.getElementById("picture-upload");
root.hidden = false;
document.getElementById("image_form").hidden = true;
const save = document.querySelector("[name='_save']");
(save?.closest("[class*='sticky']") ?? save)?.setAttribute("hidden", "");
new Page(root);
