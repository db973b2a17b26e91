// One file on its way: waiting, sent, examined, then stored, refused or found to be here already.

import { button, inBytes, make, newId, sign, thumbnail } from "./parts.js";
import { post, sendFile } from "./sending.js";
import { Words } from "./words.js";

const STATES = {
  waiting: ["Waiting", ""],
  sending: ["Sending", "state-info"],
  examining: ["Examining", "state-info"],
  stored: ["Stored", "state-success"],
  here: ["Was here already", "state-primary"],
  same: ["Here already", "state-warning"],
  twice: ["In this list already", "state-warning"],
  refused: ["Refused", "state-danger"],
};

export class Row {
  constructor(file, page) {
    this.file = file;
    this.page = page;
    this.address = URL.createObjectURL(file);
    this.nameId = newId("picture");
    this.badge = make("span", { class: "state-badge" });
    this.name = make("h3", { class: "upload-name", id: this.nameId }, file.name);
    this.bar = make("progress", { class: "upload-progress", max: 1, "aria-labelledby": this.nameId });
    this.below = make("div", { class: "upload-below" });
    this.away = button("Remove", () => this.remove(), { "aria-label": `Remove ${file.name}` });
    this.picture = file.type.startsWith("image/") ? thumbnail(this.address) : sign("draft");
    this.head = make("div", { class: "upload-head" }, this.name, make("span", { class: "quiet" }, inBytes(file.size)), this.badge, this.away);
    this.element = make("li", { class: "upload-row", "aria-labelledby": this.nameId }, this.picture, make("div", { class: "upload-body" }, this.head, this.bar, this.below));
    this.become("waiting");
  }

  become(state, label = STATES[state][0]) {
    this.state = state;
    this.element.dataset.state = state;
    this.badge.textContent = label;
    this.badge.className = `state-badge ${STATES[state][1]}`;
    this.bar.hidden = !["waiting", "sending", "examining"].includes(state);
    this.away.hidden = ["stored", "here"].includes(state);
    this.page.changed();
  }

  get isUnfinished() {
    return ["waiting", "sending", "examining"].includes(this.state) || Boolean(this.words?.isChanged);
  }

  refuse(message) {
    this.become("refused");
    const again = this.unsendable ? null : button("Try again", () => this.tryAgain(), { "aria-label": `Try ${this.file.name} again` });
    this.below.replaceChildren(make("p", { class: "upload-problem" }, message), make("div", { class: "upload-buttons" }, again));
    this.page.tell(`${this.file.name} was refused. ${message}`);
  }

  // The button goes away with what it was about; whoever pressed it must not lose the place.
  tryAgain() {
    this.away.focus();
    this.page.send(this);
  }

  async send(addresses) {
    if (this.state === "removed") return;
    this.stopper = new AbortController();
    this.bar.value = 0;
    this.become("sending");
    const answer = await sendFile(this.file, addresses, {
      signal: this.stopper.signal,
      onProgress: (share) => {
        // It may have been sent before, to a server that had no place for it.
        if (this.state !== "sending") this.become("sending");
        this.bar.value = share;
        this.badge.textContent = `Sending ${Math.round(share * 100)} %`;
      },
      onSent: () => {
        this.bar.removeAttribute("value");
        this.become("examining");
      },
    });
    if (answer.aborted) return;
    if (!answer.ok) this.refuse(answer.message);
    else if (answer.state === "same") this.offerSame(answer.picture);
    else this.keep(answer.picture, "stored", answer.lookalikes);
  }

  wait() {
    this.below.replaceChildren();
    this.bar.value = 0;
    this.become("waiting");
  }

  offerSame(picture) {
    if (this.page.rows.some((row) => row !== this && row.key === picture.key)) {
      this.standAside();
      return;
    }
    this.become("same");
    const use = button("Use that one", () => this.keep(picture, "here", [], { focus: true }), { class: "step-button step-first" });
    this.below.replaceChildren(
      make("p", { class: "upload-say" }, "This very file is here already, so it was not stored again."),
      this.card(picture, use),
    );
    this.page.tell(`${this.file.name} is here already, as ${picture.name}.`);
  }

  // Two rows for one picture would overwrite each other's texts.
  standAside() {
    [this.key, this.words] = [null, null];
    this.below.replaceChildren(make("p", { class: "upload-say" }, "This picture is in this list already, so it needs no second place here."));
    this.become("twice");
    this.away.focus();
    this.page.tell(`${this.file.name} is in this list already.`);
  }

  keep(picture, state, lookalikes = [], { focus = false } = {}) {
    const held = this.element.contains(document.activeElement);
    this.key = picture.key;
    const name = state === "here" ? picture.name : this.file.name;
    const link = (this.link = make("a", { class: "quiet-link", href: picture.url, target: "_blank" }, name, make("span", { class: "sr-only" }, " (opens in a new window)")));
    this.name.replaceChildren(link);
    if (state === "here") this.show(thumbnail(picture.thumbnail));
    this.words = picture.may_describe ? new Words(picture, name, () => this.page.changed()) : null;
    this.alike = lookalikes.length ? this.drawAlike(picture, lookalikes) : null;
    const facts = make("p", { class: "upload-facts" }, state === "here" ? `${picture.size} · ${picture.used}` : picture.size);
    const chooser = this.page.isPopup ? this.drawChooser(name) : null;
    const missing = this.words ? null : make("p", {}, "You may not change its texts.");
    this.below.replaceChildren(...[facts, chooser, this.alike, this.words?.element, missing].filter(Boolean));
    this.become(state);
    if (focus || held) link.focus();
    const alike = lookalikes.length ? ` It looks like ${lookalikes.length === 1 ? "one" : lookalikes.length} that you have.` : "";
    this.page.tell(state === "stored" ? `${this.file.name} is stored.${alike}` : `${picture.name} is used.`);
  }

  // In the window that a form opened to have a picture chosen.
  drawChooser(name) {
    const choose = () => this.page.use(this.key, this.link.firstChild.textContent);
    return make("div", { class: "upload-buttons" }, button("Use this picture", choose, { class: "step-button step-first", "aria-label": `Use ${name}` }));
  }

  drawAlike(picture, lookalikes) {
    const id = newId("alike");
    const mine = this.card({ ...picture, name: "This upload", url: "", thumbnail: this.address }, null);
    const others = lookalikes.map((it) => this.card(it, button("Use that one", () => this.takeBack(it), { "aria-label": `Use ${it.name}, and delete this upload` })));
    const keepBoth = button("Keep both", () => {
      this.alike.remove();
      this.name.querySelector("a").focus();
    });
    return make(
      "section",
      { class: "upload-alike", "aria-labelledby": id },
      make("h4", { id, class: "upload-say" }, "Looks like these"),
      make("div", { class: "upload-cards" }, mine, ...others),
      make("p", { class: "upload-help" }, "“Use that one” deletes this upload."),
      make("div", { class: "upload-buttons" }, keepBoth),
    );
  }

  card({ name, url, thumbnail: address, size, credit, added, used }, action) {
    const title = url ? make("a", { class: "quiet-link", href: url, target: "_blank" }, name, make("span", { class: "sr-only" }, " (opens in a new window)")) : name;
    const facts = [size, credit, added, used].map((it) => make("span", { class: "upload-fact" }, it));
    return make("div", { class: "upload-card" }, thumbnail(address), make("div", {}, make("strong", { class: "upload-card-name" }, title), ...facts), action);
  }

  async takeBack(other) {
    if (this.words?.isChanged && !window.confirm("Delete this upload, with the texts that you have written for it?")) return;
    const answer = await post(this.page.takeBackAddress(this.key));
    if (answer.ok && this.page.rows.some((row) => row.key === other.key)) this.standAside();
    else if (answer.ok) this.keep(other, "here", [], { focus: true });
    else this.alike.append(make("p", { class: "upload-problem", role: "alert" }, answer.message));
  }

  show(picture) {
    this.picture.replaceWith(picture);
    this.picture = picture;
    URL.revokeObjectURL(this.address);
  }

  remove() {
    this.stopper?.abort();
    this.state = "removed";
    URL.revokeObjectURL(this.address);
    this.page.forget(this);
  }
}
