// The checklist beside a story: asked for when the page is there, and again when somebody comes back to it.
const place = document.querySelector("[data-checklist]");

async function refresh() {
  const answer = await fetch(place.dataset.checklist, { headers: { Accept: "text/html" } });
  if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
}

if (place) {
  const ask = () => refresh().catch(() => {});
  ask();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
}
