// A rectangle of one ratio over the picture, moved and resized by mouse, touch and keyboard. It stays in the picture.
import { between, largest } from "./crop-rule.js";

const CORNERS = [[0, 0], [1, 0], [0, 1], [1, 1]];
const NAMED_CORNER = 3;
// Of the largest rectangle that fits: smaller ones cannot be held, and are too few pixels for any reader.
const SMALLEST = 0.1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const percent = (share) => `${Math.round(share * 100)}\u00a0%`;

// All lengths are in pixels of the original. `changed` hears of each movement, `settled` of the end of one.
const openFrame = ({ stage, picture, ratio, box, changed, settled, close }) => {
  const most = largest(picture, ratio);
  let now = { ...box };

  const part = (name, label) => {
    const element = document.createElement("span");
    element.className = name;
    if (label) {
      Object.assign(element, { tabIndex: 0, role: "slider", ariaLabel: label, ariaValueMin: 0, ariaValueMax: 100 });
    } else {
      element.ariaHidden = "true";
    }
    stage.append(element);
    return element;
  };
  const frame = part("picture-cut", `Place of the crop ${ratio}: arrow keys move it, plus and minus resize it`);
  const corners = CORNERS.map((_, at) =>
    part("picture-corner", at === NAMED_CORNER ? `Size of the crop ${ratio}: arrow keys change it` : ""));

  const draw = () => {
    const shares = [now.left / picture.width, now.top / picture.height, now.width / picture.width, now.height / picture.height];
    const [left, top, width, height] = shares.map((share) => share * 100);
    Object.assign(frame.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
    corners.forEach((corner, at) => {
      corner.style.left = `${left + CORNERS[at][0] * width}%`;
      corner.style.top = `${top + CORNERS[at][1] * height}%`;
      corner.style.transform = `translate(${-100 * CORNERS[at][0]}%, ${-100 * CORNERS[at][1]}%)`;
    });
    frame.ariaValueNow = Math.round(left);
    frame.ariaValueText = `${percent(shares[0])} from the left, ${percent(shares[1])} from the top`;
    corners[NAMED_CORNER].ariaValueNow = Math.round(width);
    corners[NAMED_CORNER].ariaValueText = `${percent(shares[2])} of the picture's width`;
  };
  const set = (next) => {
    now = {
      ...next,
      left: between(0, next.left, picture.width - next.width),
      top: between(0, next.top, picture.height - next.height),
    };
    draw();
    changed(now);
  };
  const move = (across, down) => set({ ...now, left: now.left + across, top: now.top + down });
  const sized = (width, room) => {
    const wide = Math.min(Math.max(width, most.width * SMALLEST), most.width, room);
    return { width: wide, height: (wide * most.height) / most.width };
  };
  const grow = (step) => {
    const size = sized(now.width + step, most.width);
    set({ ...size, left: now.left + (now.width - size.width) / 2, top: now.top + (now.height - size.height) / 2 });
  };
  // The corner across from the one that is dragged stays where it is.
  const stretch = ([right, bottom], x, y, start) => {
    const still = { x: start.left + (right ? 0 : start.width), y: start.top + (bottom ? 0 : start.height) };
    const shape = most.width / most.height;
    const room = Math.min(
      right ? picture.width - still.x : still.x,
      (bottom ? picture.height - still.y : still.y) * shape,
    );
    const size = sized(Math.max((right ? 1 : -1) * (x - still.x), (bottom ? 1 : -1) * (y - still.y) * shape), room);
    set({ ...size, left: still.x - (right ? 0 : size.width), top: still.y - (bottom ? 0 : size.height) });
  };

  const draggable = (element, drag) => {
    element.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      element.focus();
      element.setPointerCapture(event.pointerId);
      const area = stage.getBoundingClientRect();
      const scale = picture.width / area.width;
      const start = { ...now, x: event.clientX, y: event.clientY };
      const follow = (to) => drag({ start, area, scale, x: to.clientX, y: to.clientY });
      const end = () => {
        element.removeEventListener("pointermove", follow);
        element.removeEventListener("pointerup", end);
        element.removeEventListener("pointercancel", end);
        settled(now);
      };
      element.addEventListener("pointermove", follow);
      element.addEventListener("pointerup", end);
      element.addEventListener("pointercancel", end);
    });
  };
  draggable(frame, ({ start, scale, x, y }) =>
    set({ ...now, left: start.left + (x - start.x) * scale, top: start.top + (y - start.y) * scale }));
  corners.forEach((corner, at) => draggable(corner, ({ start, area, scale, x, y }) =>
    stretch(CORNERS[at], (x - area.left) * scale, (y - area.top) * scale, start)));

  const onKey = (event, arrow) => {
    const step = (event.shiftKey ? 0.05 : 0.01) * picture.width;
    if (event.key === "Escape") {
      event.preventDefault();
      close();
      return;
    }
    if (ARROWS[event.key]) arrow(...ARROWS[event.key].map((way) => way * step));
    else if (event.key === "+" || event.key === "=") grow(step);
    else if (event.key === "-" || event.key === "_") grow(-step);
    else return;
    event.preventDefault();
    settled(now);
  };
  frame.addEventListener("keydown", (event) => onKey(event, move));
  corners[NAMED_CORNER].addEventListener("keydown", (event) => onKey(event, (across, down) => {
    const right = now.left + now.width + across + (down * most.width) / most.height;
    stretch([1, 1], right, now.top, now);
  }));

  draw();
  return {
    focus: () => frame.focus(),
    remove: () => [frame, ...corners].forEach((element) => element.remove()),
  };
};

export { openFrame, percent };
