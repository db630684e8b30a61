// What somebody has earned is told at the end of a round: asked for, for it is counted a moment after the reveal.

import { fetchJson } from "lie/api";
import { clone, part, write } from "lie/dom";
import { store } from "lie/store";

const WAITS = [1500, 4000]; // ms after a reveal; counting is seldom later
const STAY = 9000;
let newest = null; // position up to which everything has been told

async function ask() {
  const answer = await fetchJson(`/api/people/news${newest === null ? "" : `?after=${newest}`}`).catch(() => null);
  if (!answer) return;
  if (newest !== null) answer.earned.forEach(tell);
  newest = answer.newest;
}

function tell({ title, how }) {
  const medal = clone("people-medal");
  write(medal, { title, how });
  const board = document.querySelector("[data-part=people-news]");
  board.append(medal);
  part(medal, "close").addEventListener("click", () => medal.remove());
  setTimeout(() => medal.remove(), STAY);
}

const stop = store.watch(["player"], () => {
  if (!store.get("player")) return;
  queueMicrotask(() => stop());
  ask();
});
store.listen(({ type }) => {
  if (type === "game.round_revealed" || type === "game.match_ended") for (const wait of WAITS) setTimeout(ask, wait);
});
