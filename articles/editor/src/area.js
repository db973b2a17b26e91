// The text area, which is what is sent. It holds the JSON of what is shown: at the latest so soon after a change, and at
// once where somebody asks with `editor:flush`, or sends the form. Each time that it is written it tells by `input`.

const SOON = 200;

export const holdIn = (area, { write, onReset, onWrite = () => {} }) => {
  let timer = null;
  const flush = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    const text = write();
    onWrite();
    if (area.value === text) return;
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const reset = () => {
    clearTimeout(timer);
    timer = null;
    onReset(area.value);
  };
  area.addEventListener("editor:flush", flush);
  area.addEventListener("editor:reset", reset);
  // Before anybody else sees the form: they may look at what is in it.
  document.addEventListener("submit", (event) => event.target === area.form && flush(), true);
  area.form?.addEventListener("formdata", (event) => {
    if (timer === null) return;
    flush();
    event.formData.set(area.name, area.value);
  });
  addEventListener("pagehide", flush);
  return {
    changed() {
      timer ??= setTimeout(flush, SOON);
    },
  };
};
