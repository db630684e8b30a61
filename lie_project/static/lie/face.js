// A face for everybody: cut paper, told by the player's id, the same in every browser.  <lie-face seed="…">

import * as parts from "lie/face-parts";

const SVG = "http://www.w3.org/2000/svg";
const CUTS = 8;

/** FNV-1a, then a small generator: next(n) gives 0 … n-1. */
function chooser(seed) {
  let state = 0x811c9dc5;
  for (const sign of seed) state = Math.imul(state ^ sign.codePointAt(0), 0x01000193);
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

function node(tag, attributes, children = []) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const shape = ([tag, kind, attributes]) => node(tag, { class: kind, ...attributes });
const group = (kind, shapes = []) => node("g", { class: kind }, shapes.map(shape));
const pick = (next, choices) => choices[next(choices.length)];
const other = (next, ...taken) => {
  let cut = next(CUTS);
  while (taken.includes(cut)) cut = (cut + 1) % CUTS;
  return cut;
};

function human(next) {
  const skin = next(CUTS);
  const back = other(next, skin);
  const hair = other(next, skin, back);
  const body = other(next, skin, back);
  const [look, eyes] = [pick(next, parts.HAIR), pick(next, parts.EYES)];
  return [
    group(`c${back + 1}`, parts.BACK),
    group(`c${hair + 1}`, look.back),
    group(`c${skin + 1}`, parts.NECK),
    group(`c${body + 1}`, parts.BODY),
    group(`c${skin + 1}`, [...parts.EARS, ...pick(next, parts.HEADS), ...eyes.still]),
    group("pupils", eyes.moving),
    group(`c${hair + 1}`, look.front),
    group("brows", [...pick(next, parts.BROWS), ...pick(next, parts.EXTRAS)]),
    group("mouth", pick(next, parts.MOUTHS)),
    group(`c${skin + 1} nose`, parts.NOSE),
  ];
}

function robot(next) {
  const back = next(CUTS);
  const eyes = pick(next, parts.BOT_EYES);
  return [
    group(`c${back + 1}`, parts.BACK),
    group("c9", parts.NECK),
    group(`c${other(next, back) + 1}`, parts.BODY),
    group("c9", [...pick(next, parts.BOTS), ...eyes.still]),
    group("pupils", eyes.moving),
    group("mouth", pick(next, parts.BOT_MOUTHS)),
    group("c9 nose", parts.NOSE),
  ];
}

/** The face of a player as an <svg>.  Bots have ids that start with "bot-", and look it. */
export function faceOf(seed) {
  const next = chooser(seed);
  const svg = node("svg", {
    class: "face",
    viewBox: "0 0 120 90",
    preserveAspectRatio: "xMidYMid slice",
    "aria-hidden": "true",
  });
  svg.style.setProperty("--face-delay", `-${next(70) / 10}s`);
  svg.append(...(seed.startsWith("bot-") ? robot(next) : human(next)));
  return svg;
}

customElements.define(
  "lie-face",
  class extends HTMLElement {
    static observedAttributes = ["seed"];

    attributeChangedCallback(_name, before, seed) {
      if (before !== seed) this.replaceChildren(faceOf(seed));
    }
  },
);
