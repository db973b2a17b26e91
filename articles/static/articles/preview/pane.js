// The preview beside the text: what the form holds is compiled by the server at each pause in typing, and drawn here.

const PAUSE = 350;
// From here on there is room beside the text: the same as in the style sheet.
const WIDE = 1200;
const MEMORY = "newsroom.preview";
const form = document.getElementById("article_form");
const pane = document.getElementById("preview-pane");

const remembered = () => {
  try {
    return JSON.parse(localStorage.getItem(MEMORY)) ?? {};
  } catch {
    return {};
  }
};

const remember = (change) => {
  try {
    localStorage.setItem(MEMORY, JSON.stringify({ ...remembered(), ...change }));
  } catch {
    // A browser that keeps nothing still shows the preview.
  }
};

// Only what differs is put into the page that is shown: pictures stay, and so does the place that is being read.
const bring = (shown, next) => {
  if (shown.isEqualNode(next)) return;
  const [old, fresh] = [[...shown.childNodes], [...next.childNodes]];
  const isSameKind = shown.nodeName === next.nodeName && shown.cloneNode().isEqualNode(next.cloneNode());
  if (!isSameKind || !old.length || !fresh.length) {
    shown.replaceWith(shown.ownerDocument.importNode(next, true));
    return;
  }
  let start = 0;
  while (start < Math.min(old.length, fresh.length) && old[start].isEqualNode(fresh[start])) start += 1;
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end).isEqualNode(fresh.at(-1 - end))) end += 1;
  const [left, right] = [old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)];
  if (left.length === right.length) {
    left.forEach((node, place) => bring(node, right[place]));
    return;
  }
  const before = old[old.length - end] ?? null;
  left.forEach((node) => node.remove());
  right.forEach((node) => shown.insertBefore(shown.ownerDocument.importNode(node, true), before));
};

// Of the page that is shown, what is read may begin at any of these.
const PLACES = ".opening > *, .lead, .text > *, .closing > *";

// What stands at the top of the window stays there, whatever grows or shrinks above it. Not every browser sees to that
// by itself; where one does, `dress` tells it not to.
const hold = (shown, change) => {
  const view = shown.defaultView;
  const places = [...shown.querySelectorAll(PLACES)].map((it) => [it, it.getBoundingClientRect()]);
  const read = view.scrollY ? places.filter(([, box]) => box.bottom > 0) : [];
  change();
  const [place, before] = read.find(([it]) => it.isConnected) ?? [];
  if (place) view.scrollBy({ top: place.getBoundingClientRect().top - before.top, behavior: "instant" });
};

// The page is there to be changed once it is parsed: its pictures may take their time.
const parsed = async (frame) => {
  while (frame.contentDocument?.URL !== "about:srcdoc" || frame.contentDocument.readyState === "loading") {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

class Preview {
  constructor() {
    this.frame = pane.querySelector("iframe");
    this.stage = pane.querySelector(".preview-stage");
    this.told = pane.querySelector(".preview-state");
    this.problems = pane.querySelector(".preview-problems");
    this.toggles = document.querySelectorAll(".preview-toggle");
    this.asked = 0;
    this.drawn = false;
    const isWide = innerWidth >= WIDE;
    const { open = false, width = isWide ? 1280 : 390, theme = "light" } = remembered();
    Object.assign(this, { width, theme });
    for (const toggle of this.toggles) toggle.addEventListener("click", () => this.show(pane.hidden, { focus: true }));
    pane.querySelector(".preview-close").addEventListener("click", () => this.show(false, { focus: true }));
    pane.addEventListener("click", (event) => this.choose(event.target.closest("[data-width], [data-theme]")));
    pane.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.show(false, { focus: true });
    });
    new ResizeObserver(() => this.fit()).observe(this.stage);
    this.follow();
    this.press();
    if (open && isWide) this.show(true);
  }

  follow() {
    const changed = () => this.soon();
    for (const name of ["input", "change", "formset:added", "formset:removed"]) form.addEventListener(name, changed);
    // Choosers tell of a choice by an event of their library's own.
    window.addEventListener("load", () => window.django?.jQuery?.(form).on("change", changed));
  }

  show(open, { focus = false } = {}) {
    pane.hidden = !open;
    pane.closest(".story-form").classList.toggle("with-preview", open);
    document.documentElement.classList.toggle("has-preview", open);
    for (const toggle of this.toggles) toggle.setAttribute("aria-pressed", open);
    remember({ open });
    if (open) this.draw();
    if (focus) (open ? pane.querySelector("[data-width][aria-pressed='true']") : [...this.toggles].find((it) => it.offsetParent))?.focus();
  }

  choose(button) {
    if (!button) return;
    if (button.dataset.width) this.width = Number(button.dataset.width);
    if (button.dataset.theme) this.theme = button.dataset.theme;
    remember({ width: this.width, theme: this.theme });
    this.press();
    this.fit();
    this.dress();
  }

  press() {
    for (const it of pane.querySelectorAll("[data-width]")) it.setAttribute("aria-pressed", Number(it.dataset.width) === this.width);
    for (const it of pane.querySelectorAll("[data-theme]")) it.setAttribute("aria-pressed", it.dataset.theme === this.theme);
  }

  // The page is laid out at the width of the device, and drawn smaller where there is less room.
  fit() {
    const { clientWidth, clientHeight } = this.stage;
    if (!clientWidth) return;
    const scale = Math.min(1, clientWidth / this.width);
    Object.assign(this.frame.style, {
      width: `${this.width}px`,
      height: `${clientHeight / scale}px`,
      transform: `scale(${scale})`,
      marginInlineStart: `${Math.max(0, (clientWidth - this.width * scale) / 2)}px`,
    });
  }

  dress() {
    const root = this.frame.contentDocument?.documentElement;
    if (!root) return;
    root.dataset.theme = this.theme;
    root.style.overflowAnchor = "none";
  }

  soon() {
    if (pane.hidden) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.draw(), PAUSE);
  }

  async draw() {
    clearTimeout(this.waiting);
    this.request?.abort();
    this.request = new AbortController();
    const asked = (this.asked += 1);
    this.tell("Updating …");
    try {
      const answer = await fetch(pane.dataset.url, { method: "POST", body: new FormData(form), signal: this.request.signal, redirect: "error" });
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      const content = await answer.json();
      // A later state of the form is on its way: this one is old.
      if (asked === this.asked) await this.put(content, asked);
    } catch (error) {
      if (asked === this.asked && error.name !== "AbortError") this.tell("The preview cannot be updated now. Typing more tries again.", true);
    }
  }

  async put({ page, problems, faults }, asked) {
    this.fit();
    if (this.drawn) {
      await parsed(this.frame);
      if (asked !== this.asked) return;
      const shown = this.frame.contentDocument;
      const next = new DOMParser().parseFromString(page, "text/html");
      hold(shown, () => bring(shown.body, next.body));
      shown.title = next.title;
    } else {
      this.drawn = true;
      this.frame.srcdoc = page;
      await parsed(this.frame);
      this.dress();
      if (asked !== this.asked) return;
    }
    this.list(problems, faults);
    this.tell("Up to date");
  }

  list(problems, faults) {
    const lines = [
      ...problems.map((it) => ({ ...it, message: it.label ? `${it.label}: ${it.message}` : it.message })),
      ...faults,
    ];
    const entries = lines.map(({ field, message }) => {
      const line = document.createElement("li");
      const target = field && document.getElementById(`id_${field}`);
      const words = document.createElement(target ? "a" : "span");
      words.textContent = message;
      if (target) {
        words.href = `#id_${field}`;
        words.addEventListener("click", (event) => this.jump(event, target));
      }
      line.append(words);
      return line;
    });
    this.problems.hidden = !lines.length;
    this.problems.classList.toggle("preview-wrong", problems.length > 0);
    this.problems.querySelector("ul").replaceChildren(...entries);
    const number = lines.length === 1 ? "One thing" : `${lines.length} things`;
    this.problems.querySelector("summary").textContent = `${number} to mend before it can be published`;
  }

  jump(event, target) {
    event.preventDefault();
    target.closest("details")?.setAttribute("open", "");
    const place = target.hidden || target.classList.contains("select2-hidden-accessible") ? target.parentElement : target;
    place.scrollIntoView({ block: "center" });
    const inner = place === target ? target : place.querySelector(".select2-selection, [contenteditable], input:not([hidden])");
    inner?.focus({ preventScroll: true });
  }

  tell(words, isWrong = false) {
    this.told.textContent = words;
    this.told.classList.toggle("preview-failed", isWrong);
  }
}

if (form && pane) new Preview();

for (const button of document.querySelectorAll(".preview-copy")) {
  button.addEventListener("click", async () => {
    const field = button.parentElement.querySelector("input");
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl+C";
    }
  });
}
