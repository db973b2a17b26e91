// Posts of other sites by their address: whose they are, and that readers are asked before anything of theirs is loaded.

import { announce, button, labelled, make } from "../chrome/parts.js";
import { nameOf } from "./naming.js";

export const providerOf = (config, address) => {
  let host;
  try {
    const url = new URL(address);
    if (!/^https?:$/.test(url.protocol)) return null;
    host = url.hostname.replace(/^(www|m|mobile)\./, "");
  } catch {
    return null;
  }
  const found = Object.keys(config.providers).find((it) => host === it || host.endsWith(`.${it}`));
  return found ? config.providers[found] : null;
};

export const embedFor = (provider, address) => ({
  type: "embed", provider, url: address, consent: { required: true, vendor: provider }, fallback: { text: address, url: address },
});

// Takes the address, and fills in whatever follows from it.
export const embedFromAddress = (config, draft, onChange) => {
  const input = make("input", { type: "text", inputmode: "url", autocomplete: "off", placeholder: "https://", value: draft.url });
  const problem = make("p", { class: "be-problem", role: "alert" });
  const take = () => {
    const address = input.value.trim();
    const provider = providerOf(config, address);
    if (!provider) {
      problem.textContent = address ? `Embeds from there are not allowed. Known are: ${[...new Set(Object.values(config.providers))].join(", ")}. For others, write a link.` : "Paste the address of the post first.";
      input.focus();
      return;
    }
    const { url, provider: _, consent, fallback } = embedFor(provider, address);
    const isOwn = draft.fallback?.text && draft.fallback.text !== draft.url;
    announce(`The address is taken: ${nameOf(provider)}.`);
    Object.assign(draft, { url, provider, consent: { ...draft.consent, ...consent }, fallback: isOwn ? { ...draft.fallback, url } : fallback });
    onChange();
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) take();
  });
  return make("div", { class: "be-row be-wide" }, labelled("Address of the post", input), button("Use this address", take), problem);
};
