// A click, a drag or the arrow keys set the focal point, and the crops beside it follow; each can be cut by hand instead.
// The form's own fields hold all of it: without this script they are filled in as numbers.
import { openFrame, percent } from "./crop-frame.js";
import { between, cropOf } from "./crop-rule.js";

const HELP = {
  focus: "Click what must stay visible in every crop, or drag the ring; with the keyboard, move the ring with the arrow keys.",
  cut: "Drag the rectangle, or its corners; with the keyboard, use the arrow keys, plus and minus. Escape ends it.",
};
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const fields = {
  across: document.getElementById("id_focal_x"),
  down: document.getElementById("id_focal_y"),
  crops: document.getElementById("id_crops"),
};

const readCrops = () => {
  try {
    const read = JSON.parse(fields.crops.value || "{}");
    return read && typeof read === "object" && !Array.isArray(read) ? read : {};
  } catch {
    return {};
  }
};

const write = (field, value) => {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const start = (desk) => {
  const picture = { width: Number(desk.dataset.width), height: Number(desk.dataset.height) };
  const stage = desk.querySelector("[data-focal-point]");
  const ring = desk.querySelector("[data-focus]");
  const told = desk.querySelector("[data-told]");
  const help = desk.querySelector("[data-help]");
  const crops = [...desk.querySelectorAll("[data-ratio]")];
  let open = null;

  const focus = () => ({
    x: between(0, Number(fields.across.value) || 0, 1),
    y: between(0, Number(fields.down.value) || 0, 1),
  });
  const place = () => `${percent(focus().x)} from the left, ${percent(focus().y)} from the top`;
  const tell = (words) => {
    told.textContent = words;
  };

  const drawCrop = (crop, cuts) => {
    const cut = cuts[crop.dataset.ratio];
    const box = cropOf(picture, crop.dataset.ratio, focus(), cut);
    const view = crop.querySelector("[data-window]");
    view.style.aspectRatio = `${box.width} / ${box.height}`;
    Object.assign(view.firstElementChild.style, {
      width: `${(picture.width / box.width) * 100}%`,
      height: `${(picture.height / box.height) * 100}%`,
      left: `${(-box.left / box.width) * 100}%`,
      top: `${(-box.top / box.height) * 100}%`,
    });
    const small = cut && box.width < Number(crop.dataset.smallest);
    const size = crop.querySelector("[data-size]");
    size.textContent = `${box.width} × ${box.height} pixels${small ? ": few, it will look soft" : ""}`;
    const kind = crop.querySelector("[data-kind]");
    kind.textContent = cut ? "By hand" : "Automatic";
    kind.classList.toggle("state-info", Boolean(cut));
    crop.querySelector("[data-automatic]").hidden = !cut;
    return box;
  };
  const draw = () => {
    const cuts = readCrops();
    ring.style.left = `${focus().x * 100}%`;
    ring.style.top = `${focus().y * 100}%`;
    ring.ariaValueNow = Math.round(focus().x * 100);
    ring.ariaValueText = place();
    for (const crop of crops) drawCrop(crop, cuts);
  };

  const moveTo = (x, y) => {
    write(fields.across, between(0, x, 1).toFixed(4));
    write(fields.down, between(0, y, 1).toFixed(4));
  };
  const moveToPointer = (event) => {
    const area = stage.getBoundingClientRect();
    moveTo((event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height);
  };
  const tellFocus = () => tell(`Focal point: ${place()}.`);

  const closeFrame = () => {
    if (!open) return;
    open.frame.remove();
    const button = open.crop.querySelector("[data-cut]");
    button.ariaPressed = "false";
    button.firstChild.textContent = "Cut by hand";
    stage.classList.remove("picture-stage-cutting");
    help.textContent = HELP.focus;
    open = null;
    button.focus();
  };
  const storeCut = (ratio, box) => {
    const shares = [box.left / picture.width, box.top / picture.height, box.width / picture.width, box.height / picture.height];
    write(fields.crops, JSON.stringify({ ...readCrops(), [ratio]: shares.map((share) => Number(share.toFixed(5))) }));
  };
  const openCrop = (crop) => {
    const { ratio } = crop.dataset;
    closeFrame();
    const say = (box) =>
      tell(`Crop ${ratio}: ${Math.round(box.width)} × ${Math.round(box.height)} pixels, ` +
        `${percent(box.left / picture.width)} from the left, ${percent(box.top / picture.height)} from the top.`);
    const box = cropOf(picture, ratio, focus(), readCrops()[ratio]);
    const frame = openFrame({
      stage, picture, ratio, box, close: closeFrame, settled: say, changed: (now) => storeCut(ratio, now),
    });
    open = { crop, frame };
    const button = crop.querySelector("[data-cut]");
    button.ariaPressed = "true";
    button.firstChild.textContent = "Done";
    stage.classList.add("picture-stage-cutting");
    help.textContent = HELP.cut;
    stage.scrollIntoView({ block: "nearest" });
    frame.focus();
    say(box);
  };
  const goAutomatic = (crop) => {
    const { [crop.dataset.ratio]: gone, ...rest } = readCrops();
    if (open?.crop === crop) closeFrame();
    write(fields.crops, JSON.stringify(rest));
    crop.querySelector("[data-cut]").focus();
    tell(`Crop ${crop.dataset.ratio}: automatic.`);
  };

  stage.addEventListener("click", (event) => {
    if (open) return;
    moveToPointer(event);
    tellFocus();
  });
  ring.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    ring.focus();
    ring.setPointerCapture(event.pointerId);
    ring.addEventListener("pointermove", moveToPointer);
    const end = () => {
      ring.removeEventListener("pointermove", moveToPointer);
      tellFocus();
    };
    ring.addEventListener("pointerup", end, { once: true });
    ring.addEventListener("pointercancel", end, { once: true });
  });
  ring.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const step = event.shiftKey ? 0.1 : 0.01;
    moveTo(focus().x + arrow[0] * step, focus().y + arrow[1] * step);
    tellFocus();
  });
  for (const field of Object.values(fields)) field.addEventListener("input", draw);
  for (const crop of crops) {
    const cut = crop.querySelector("[data-cut]");
    cut.hidden = false;
    cut.addEventListener("click", () => (open?.crop === crop ? closeFrame() : openCrop(crop)));
    crop.querySelector("[data-automatic]").addEventListener("click", () => goAutomatic(crop));
  }

  Object.assign(ring, { tabIndex: 0, role: "slider", ariaLabel: "Focal point", ariaValueMin: 0, ariaValueMax: 100 });
  stage.classList.add("picture-stage-active");
  // Where the server found fault with it, it stays in sight beside what was said of it.
  const row = fields.crops.closest(".form-row");
  if (row && !row.querySelector(".errorlist, .errors")) row.hidden = true;
  help.textContent = HELP.focus;
  draw();
  tellFocus();
};

const desk = document.querySelector("[data-picture-desk]");
if (desk && fields.across && fields.down && fields.crops) start(desk);
