// What this device keeps while the server cannot be reached, by person, story and sitting; gone once the server has it.

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LIVE = "newsroom.sitting.";

// As the server makes its keys: a time, and so much chance that no other page has the same.
export const newSitting = () => {
  let time = Date.now();
  let key = "";
  for (let place = 0; place < 10; place += 1) {
    key = ALPHABET[time % 32] + key;
    time = Math.floor(time / 32);
  }
  return key + [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => ALPHABET[byte % 32]).join("");
};

// A page says that it lives by holding a lock, which the browser takes from it however it ends.
export const live = (sitting) => navigator.locks?.request(LIVE + sitting, { mode: "shared" }, () => new Promise(() => {}));

// The sittings of pages that are open in this browser.
export const living = async () => {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.filter((lock) => lock.name.startsWith(LIVE)).map((lock) => lock.name.slice(LIVE.length)));
};

// Waits until no page of this sitting is open any more.
export const ended = (sitting) => navigator.locks.request(LIVE + sitting, () => {});

export class Device {
  constructor(user, story) {
    this.prefix = `newsroom.unsent.${user}.${story}.`;
  }

  // Answers whether it could be kept.
  keep(sitting, text) {
    try {
      localStorage.setItem(this.prefix + sitting, JSON.stringify({ at: Date.now(), ...text }));
      return true;
    } catch {
      return false;
    }
  }

  forget(sitting) {
    try {
      localStorage.removeItem(this.prefix + sitting);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  // Of pages that are there no more: their sittings, and what they kept.
  async left() {
    const alive = await living();
    const found = [];
    try {
      for (const name of Object.keys(localStorage)) {
        const sitting = name.startsWith(this.prefix) ? name.slice(this.prefix.length) : "";
        if (sitting && !alive.has(sitting)) found.push([sitting, JSON.parse(localStorage.getItem(name))]);
      }
    } catch {
      return found;
    }
    return found;
  }
}
