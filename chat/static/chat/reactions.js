// A laugh, a doubt, applause: on the face of whoever shows it, for two seconds.

import { setIcon } from "lie/dom";
import { nameOrYou } from "lie/people";
import { whisper } from "lie/session";

const SHOWN = 2_000;
const EVERY = 1_000; // the server takes one a second
const KINDS = new Set(["laugh", "doubt", "applause"]);
let told = -Infinity;

/** Show the room what this player thinks of it. */
export function react(kind) {
  const now = performance.now();
  if (now - told < EVERY) return;
  told = now;
  whisper("react", { kind });
}

/** Somebody reacts.  A new one takes the place of the one before. */
export function showReaction({ player, kind }) {
  const seat = document.querySelector(`.seat[data-player="${CSS.escape(player)}"]`);
  if (!seat || !KINDS.has(kind)) return;
  seat.querySelector(".reaction")?.remove();
  const node = document.getElementById("reaction").content.firstElementChild.cloneNode(true);
  setIcon(node.querySelector("svg"), kind);
  node.dataset.kind = kind;
  node.title = nameOrYou(player);
  seat.append(node);
  setTimeout(() => node.remove(), SHOWN);
}
