// Stories, people and terms of ours, chosen for a link or for a list of related stories.

import { make } from "../chrome/parts.js";
import { choose } from "./choosing.js";
import { get } from "./lookups.js";

const drawn = (it) => [make("span", {}, it.name), make("span", { class: "be-help" }, it.detail)];

export const findTargets = (config, kind, words) => get(config.targets, { kind, q: words, story: config.story }).then((found) => found.results);

export const chooseStory = (config, onChoice) =>
  choose("Choose a story", { search: (words) => findTargets(config, "article", words), draw: drawn, onChoice });

export const chooseTag = (config, onChoice) =>
  choose("Choose a tag", { search: (words) => findTargets(config, "tag", words), draw: drawn, onChoice });

export const chooseCorrection = (config, onChoice) =>
  choose("Choose a correction of this story", {
    label: "Words of the correction",
    search: (words) => findTargets(config, "correction", words),
    draw: drawn,
    onChoice,
    empty: "No correction of this story is found. Record one under Corrections, and save.",
  });
