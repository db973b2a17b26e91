// What the newsroom knows of pictures, stories, people and terms.

export const get = async (url, parameters) => {
  const response = await fetch(`${url}?${new URLSearchParams(parameters)}`, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
};

export const tellFailure = (error) =>
  error.message === "403" ? "You do not have the right to see these. Ask an editor." : "The list could not be loaded. Try again.";

const waiting = new Map();
const known = new Map();

// Facts of pictures and stories, asked for together and kept. Nothing that failed is kept.
export const factsOf = (url, key) => {
  const name = `${url} ${key}`;
  if (known.has(name)) return known.get(name);
  const batch =
    waiting.get(url) ??
    (() => {
      const keys = new Set();
      const answer = new Promise((resolve) => setTimeout(resolve)).then(() => {
        waiting.delete(url);
        return get(url, { keys: [...keys].join(",") });
      });
      const made = { keys, answer };
      waiting.set(url, made);
      return made;
    })();
  batch.keys.add(key);
  const facts = batch.answer.then(
    (found) => found.results.find((it) => it.id === key) ?? null,
    () => {
      known.delete(name);
      return null;
    },
  );
  known.set(name, facts);
  return facts;
};

export const forgetFacts = (url, key) => known.delete(`${url} ${key}`);
