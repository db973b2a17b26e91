// A picture whose files are still being made is asked for again, a little later each time; until then its place is plain.

const TIMES = 6;
const asked = new WeakMap();
const THUMBS = ".picture-thumb, .thumb, .face";

const askAgain = ({ target }) => {
  if (!(target instanceof HTMLImageElement) || !target.matches(THUMBS)) return;
  const times = asked.get(target) ?? 0;
  target.classList.add("picture-missing");
  if (times === TIMES) return;
  asked.set(target, times + 1);
  setTimeout(() => {
    const [address, addresses] = [target.src, target.srcset];
    target.removeAttribute("srcset");
    target.src = "";
    if (addresses) target.srcset = addresses;
    target.src = address;
  }, 1500 * (times + 1) + 1000 * Math.random());
};

// Neither of the two events rises through the page.
document.addEventListener("error", askAgain, true);
document.addEventListener("load", ({ target }) => target.classList?.remove("picture-missing"), true);

for (const picture of document.querySelectorAll(`img:is(${THUMBS})`)) {
  if (picture.complete && !picture.naturalWidth && picture.currentSrc) askAgain({ target: picture });
}
