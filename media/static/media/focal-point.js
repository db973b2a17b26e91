"use strict";

// A click on the picture fills in the two numbers; the numbers move the ring. Without this script the numbers remain.
document.addEventListener("DOMContentLoaded", () => {
  const stage = document.querySelector("[data-focal-point]");
  const across = document.getElementById("id_focal_x");
  const down = document.getElementById("id_focal_y");
  if (!stage || !across || !down) return;

  const ring = stage.querySelector(".picture-focus");
  const share = (part, whole) => Math.min(1, Math.max(0, part / whole)).toFixed(3);
  const follow = () => {
    ring.style.left = `${across.value * 100}%`;
    ring.style.top = `${down.value * 100}%`;
  };

  stage.classList.add("picture-stage-active");
  stage.addEventListener("click", (event) => {
    const box = stage.getBoundingClientRect();
    across.value = share(event.clientX - box.left, box.width);
    down.value = share(event.clientY - box.top, box.height);
    follow();
  });
  for (const input of [across, down]) input.addEventListener("input", follow);
});
