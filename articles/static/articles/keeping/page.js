// Keeps what is typed: on this device at each pause, on the server soon after; and offers what was left unsaved.

import { Device, ended, live, living, newSitting } from "./device.js";

// Between a change and its being read from the form; then until it is sent, and at the latest.
const READ_AFTER = 300;
const SEND_AFTER = 1500;
const SEND_WITHIN = 8000;
const TRY_AGAIN = 5000;
// What a browser still sends while it leaves a page.
const LEAVING_BYTES = 60000;
const ABOUT_THE_PAGE = new Set(["csrfmiddlewaretoken", "sitting", "continues"]);

const box = document.getElementById("keeping");
const form = document.getElementById("article_form");

const cookie = (name) => document.cookie.split("; ").find((it) => it.startsWith(`${name}=`))?.slice(name.length + 1);
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const fieldsOf = () => {
  for (const area of form.querySelectorAll("textarea")) area.dispatchEvent(new CustomEvent("editor:flush", { bubbles: true }));
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (!ABOUT_THE_PAGE.has(name) && typeof value === "string") (found[name] ??= []).push(value);
  }
  return found;
};

const token = () => cookie("csrftoken") ?? form.elements.csrfmiddlewaretoken.value;

// Only what differs from what the server has; all of it where the server has nothing.
const packed = (fields, known, { sitting, continues }) => {
  const data = new FormData();
  data.set("sitting", sitting);
  if (continues) data.set("continues", continues);
  if (!known) data.set("whole", "1");
  data.set("opened_version", fields.opened_version?.[0] ?? "");
  for (const [name, values] of Object.entries(fields)) {
    if (name === "opened_version" || (known && isSame(values, known[name]))) continue;
    for (const value of values) data.append(name, value);
  }
  for (const name of Object.keys(known ?? {})) if (!(name in fields)) data.append("gone", name);
  return data;
};

class Refused extends Error {}

const send = async (data, options = {}) => {
  const answer = await fetch(box.dataset.url, { method: "POST", body: data, headers: { "X-CSRFToken": token() }, redirect: "manual", ...options });
  if (answer.type === "opaqueredirect") throw new Refused("You are logged out: kept on this device. Log in again in another tab.");
  if (answer.status === 409) return { again: true };
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (!answer.ok) throw new Refused(`Kept on this device only. ${told.problem ?? `The server answered ${answer.status}.`}`);
  return told;
};

class Keeper {
  constructor() {
    this.device = new Device(box.dataset.user, box.dataset.story);
    this.shown = document.querySelector(".kept-state");
    this.aloud = document.getElementById("kept-aloud");
    this.begin(form.elements.continues.value, form.elements.sitting.value || newSitting());
    // What stands in the form now is saved, unless it was filled with what is not.
    this.settled = "filled" in box.dataset ? null : fieldsOf();
    for (const sitting of box.dataset.saved.split(" ")) this.device.forget(sitting);
    this.follow();
    this.hideOpen();
    this.bringLeft();
    if (!this.settled) this.soon();
  }

  begin(continues, sitting = newSitting()) {
    Object.assign(this, { sitting, continues, known: null, isSubmitted: false, problem: "" });
    form.elements.sitting.value = this.sitting;
    form.elements.continues.value = continues;
    live(this.sitting);
  }

  follow() {
    form.dataset.keeps = "";
    const changed = () => this.soon();
    for (const name of ["input", "change", "formset:added", "formset:removed"]) document.addEventListener(name, (event) => {
      if (event.target === form || event.target.form === form || form.contains(event.target)) changed();
    });
    // Choosers tell of a choice by an event of their library's own.
    window.addEventListener("load", () => window.django?.jQuery?.(form).on("change", changed));
    form.addEventListener("submit", () => this.submit());
    document.addEventListener("story:newer", (event) => this.tellNewer(event.detail));
    window.addEventListener("online", () => this.problem && this.send());
    window.addEventListener("beforeunload", (event) => this.leave(event));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.send());
    window.addEventListener("pageshow", (event) => {
      // A page that the browser brings back has been left, and perhaps saved: it is another sitting.
      if (event.persisted) this.begin("");
    });
  }

  get isUnsent() {
    return !this.isSubmitted && this.fields !== undefined && !isSame(this.fields, this.known ?? this.settled);
  }

  soon() {
    clearTimeout(this.reading);
    this.reading = setTimeout(() => this.read(), READ_AFTER);
  }

  read() {
    clearTimeout(this.reading);
    if (this.isSubmitted) return;
    this.fields = fieldsOf();
    if (!this.isUnsent) return;
    this.isKept = this.device.keep(this.sitting, { continues: this.continues, fields: this.fields });
    this.since ??= Date.now();
    if (this.problem) this.tell(this.problem, true);
    clearTimeout(this.sending);
    this.sending = setTimeout(() => this.send(), Math.min(SEND_AFTER, Math.max(0, this.since + SEND_WITHIN - Date.now())));
  }

  async send() {
    clearTimeout(this.sending);
    this.read();
    if (!this.isUnsent || this.request) return;
    const { fields } = this;
    this.tell("Keeping …");
    this.request = new AbortController();
    try {
      const told = await send(packed(fields, this.known, this), { signal: this.request.signal });
      this.taken(fields, told);
    } catch (error) {
      if (error.name !== "AbortError") this.failed(error instanceof Refused ? error.message : "Offline: kept on this device");
    } finally {
      this.request = null;
    }
  }

  taken(fields, told) {
    if (told.again) {
      this.known = null;
      this.sending = setTimeout(() => this.send(), 0);
      return;
    }
    const wasWrong = this.problem !== "";
    Object.assign(this, { known: told.state === "kept" ? fields : null, problem: "", since: undefined });
    if (told.state === "kept") this.continues = form.elements.continues.value = "";
    else this.settled = fields;
    this.tell(told.state === "kept" ? `Kept ${told.at}${told.newer ? " · a newer version is saved" : ""}` : "As saved");
    if (wasWrong) this.say("Kept on the server again.");
    this.tellNewer(told.newer);
    if (!this.isUnsent) this.device.forget(this.sitting);
    this.read();
  }

  failed(problem) {
    const words = this.isKept ? problem : "Not kept anywhere: copy your text now, or save it";
    if (words !== this.problem) this.say(words);
    this.problem = words;
    this.tell(words, true);
    clearTimeout(this.sending);
    this.sending = setTimeout(() => this.send(), TRY_AGAIN);
  }

  submit() {
    this.isSubmitted = true;
    for (const timer of [this.reading, this.sending]) clearTimeout(timer);
    this.request?.abort();
    // Until the next page says that it was saved.
    this.device.keep(this.sitting, { continues: this.continues, fields: fieldsOf() });
  }

  // Asks only where something would be lost: with the server or this device holding it, nothing is.
  leave(event) {
    if (this.isSubmitted) return;
    this.read();
    if (!this.isUnsent) return;
    if (this.problem || !this.isKept) event.preventDefault();
    const data = packed(this.fields, this.known, this);
    const size = [...data.values()].reduce((sum, value) => sum + value.length, 0);
    if (size < LEAVING_BYTES) send(data, { keepalive: true }).catch(() => {});
  }

  // What is being typed in another window is not offered here: it is not left until that window has gone without saving.
  async hideOpen() {
    const open = await living();
    for (const offer of box.querySelectorAll("[data-sitting]")) {
      offer.hidden = open.has(offer.dataset.sitting);
      if (offer.hidden) ended(offer.dataset.sitting).then(() => this.showLeft(offer));
    }
  }

  async showLeft(offer) {
    try {
      const now = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      offer.hidden = !now.querySelector(`[data-sitting="${offer.dataset.sitting}"]`);
    } catch {
      // Without a connection the server's offers wait for the next time that the page is opened.
    }
  }

  // What pages kept on this device that ended before the server had it.
  async bringLeft() {
    for (const [sitting, { at, continues, fields }] of await this.device.left()) {
      if (sitting === this.sitting) continue;
      try {
        const told = await send(packed(fields, null, { sitting, continues }));
        this.device.forget(sitting);
        if (told.state === "kept") this.offer(sitting, at, fields, told);
      } catch {
        this.tell("Something that was not saved is on this device: it is offered when the server answers.", true);
      }
    }
  }

  offer(sitting, at, fields, links) {
    const known = [...box.querySelectorAll(".kept-continue")].some((link) => link.href.endsWith(links.continue));
    if (known) return;
    const offer = box.querySelector("template").content.cloneNode(true);
    const put = (name, set) => offer.querySelector(name) && set(offer.querySelector(name));
    put(".kept-at", (it) => { it.textContent = new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }); });
    put(".kept-headline", (it) => { it.textContent = fields.headline?.[0] || it.textContent; });
    put(".kept-compare", (it) => { it.href = links.compare; });
    put(".kept-continue", (it) => { it.href = links.continue; });
    put("form", (it) => { it.action = links.discard; });
    box.prepend(offer);
    this.say("You typed something that was not saved. It is offered above the form.");
  }

  tellNewer(words) {
    const place = box.querySelector(".kept-newer");
    if (!words || place.dataset.told === words) return;
    place.dataset.told = words;
    place.querySelector("strong").textContent = `${words}.`;
    place.hidden = false;
    this.say(words);
  }

  tell(words, isWrong = false) {
    if (!this.shown) return;
    this.shown.textContent = words;
    this.shown.classList.toggle("kept-wrong", isWrong);
  }

  say(words) {
    this.aloud.textContent = words;
  }
}

if (box && form) window.addEventListener("load", () => new Keeper());
