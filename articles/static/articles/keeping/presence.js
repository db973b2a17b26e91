// Says every few seconds that this page is open, and shows who else has the story open. Nobody is kept out by it.

import { newSitting } from "./device.js";

const EVERY = 10000;
const box = document.getElementById("presence");
const form = document.getElementById("article_form");

class Presence {
  constructor() {
    this.own = newSitting();
    this.known = new Map();
    this.list = box.querySelector("ul");
    this.aloud = box.querySelector("[role='status']");
    form.addEventListener("input", () => { this.typed = true; });
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", (event) => event.persisted && this.beat());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.beat());
    setInterval(() => this.beat(), EVERY);
    this.beat();
  }

  get sitting() {
    const field = form.elements.sitting;
    // Whichever part of the page comes first names the sitting.
    if (field) field.value ||= this.own;
    return field?.value ?? this.own;
  }

  said(extra) {
    const data = new FormData();
    const token = document.cookie.split("; ").find((it) => it.startsWith("csrftoken="))?.slice("csrftoken=".length);
    data.set("csrfmiddlewaretoken", token ?? form.elements.csrfmiddlewaretoken.value);
    data.set("sitting", this.sitting);
    if (extra) data.set(extra, "1");
    else data.set("opened_version", form.elements.opened_version?.value ?? "");
    return data;
  }

  async beat() {
    const data = this.said();
    if (this.typed) data.set("typing", "1");
    this.typed = false;
    try {
      const answer = await fetch(box.dataset.url, { method: "POST", body: data, redirect: "error" });
      if (answer.ok) this.show(await answer.json());
    } catch {
      // Without a connection nobody is seen, and what is typed is kept on the device meanwhile.
    }
  }

  leave() {
    navigator.sendBeacon(box.dataset.url, this.said("left"));
  }

  show({ people, newer }) {
    if (newer) document.dispatchEvent(new CustomEvent("story:newer", { detail: newer }));
    this.list.replaceChildren(...people.map(({ name, since, typing, own }) => {
      const line = document.createElement("li");
      const what = typing ? "is typing" : "has this open";
      line.textContent = own ? `You have this open in another window, since ${since}` : `${name} ${what}, since ${since}`;
      line.classList.toggle("here-typing", typing);
      return line;
    }));
    box.hidden = !people.length;
    this.announce(people.filter((it) => !it.own));
  }

  // Who comes, who begins to type and who goes; not that somebody stopped for a moment.
  announce(people) {
    const news = [];
    const now = new Map(people.map((it) => [it.name, it.typing]));
    for (const [name, typing] of now) {
      if (!this.known.has(name)) news.push(`${name} ${typing ? "is typing in this story" : "has this story open"}`);
      else if (typing && !this.known.get(name)) news.push(`${name} is typing in this story`);
    }
    for (const name of this.known.keys()) if (!now.has(name)) news.push(`${name} has left this story`);
    for (const [name, typed] of this.known) if (now.has(name)) now.set(name, typed || now.get(name));
    this.known = now;
    if (news.length) this.aloud.textContent = `${news.join(". ")}.`;
  }
}

if (box && form) window.addEventListener("load", () => new Presence());
