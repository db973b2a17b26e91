// The words of a story, counted once for each block that changes.

const counts = new WeakMap();
// As the server counts: captions, pull quotes and links elsewhere do not make a story longer.
const UNCOUNTED = new Set(["image", "video", "gallery", "action", "table_column"]);

const wordsIn = (text) => text.split(/\s+/).filter(Boolean).length;

const countIn = (block) => {
  if (UNCOUNTED.has(block.type.name) || (block.type.name === "quote" && block.attrs.rest.variant === "pull")) return 0;
  if (block.isTextblock) return wordsIn(block.textBetween(0, block.content.size, "\n", "\n"));
  let sum = 0;
  block.forEach((child) => {
    sum += countIn(child);
  });
  return sum;
};

export const wordCount = (doc) => {
  let sum = 0;
  doc.forEach((block) => {
    if (!counts.has(block)) counts.set(block, countIn(block));
    sum += counts.get(block);
  });
  return sum;
};
