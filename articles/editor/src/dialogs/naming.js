// What fields and their values are called.

const LABELS = {
  ads: "Advertising", alt: "Description of what it shows", aspect_ratio: "Aspect ratio", author_name: "Who said it",
  bitrate: "Bit rate", closes_at: "Closes at", collapsed: "Show folded up", columns: "Columns", consent: "Consent",
  crop: "Crop", data_url: "Address of the data", drop_cap: "Large first letter", duration: "Length in seconds",
  external_id: "Id on the provider's site", fallback: "For programs that cannot show this", header_column: "First column is a heading",
  heights: "Heights by width, in pixels", href: "Leads to", image: "Picture", key: "Key of the offer", lang: "Language",
  level: "Level", loop: "Repeat", platforms: "Only shown on", poster: "Still picture", posted_at: "Posted at",
  required: "Ask readers before it is loaded", size: "Size in bytes", source: "Source", source_url: "Address of the source",
  start: "First number", thumbnail: "Picture of the post", transcript_url: "Address of the transcript", type: "Type",
  url: "Address", variant: "Form",
};

export const HELP = { aspect_ratio: "Such as 16:9.", crop: "Such as 16:9.", type: "Such as video/mp4.", lang: "Such as en-GB." };

export const nameOf = (name) => {
  const words = LABELS[name] ?? name.replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
};

export const PARTS = { list_row: "List item", gallery_item: "Picture of the gallery", table_column: "Column", table_row: "Row", box_item: "Part of the box" };

export const labelOf = (config, node) => {
  const { name } = node.type;
  if (name === "kept") return config.types.find((it) => it.name === node.attrs.value?.type)?.label ?? "Unknown block";
  return config.types.find((it) => it.name === name)?.label ?? PARTS[name] ?? "Block";
};
