// The match that this page shows: kept on the device with every move, so that a reload goes on where it was.

import { keep, recall } from "game/one/device";
import { store } from "lie/store";

/** The match, or null while the table is laid. */
export const match = () => store.get("one") ?? null;

export const round = () => match()?.round ?? null;

/** What is to be seen: "setup", a round's phase, "next" between rounds, or "over". */
export function phase() {
  if (!match()) return "setup";
  if (match().over) return "over";
  return round()?.phase ?? "next";
}

/** Go on with the next state of the match; null ends it and forgets it. */
export function play(next) {
  keep("game", next);
  if (next) keep("used", next.used);
  store.set("one", next);
}

/** Topics of the match's language, once they are here. */
export const topics = () => store.get("topics") ?? [];

/** A sound of the table. */
export const sound = (phase) => store.happen({ type: "game.phase_started", data: { phase } });

store.set("player", "one"); // nobody's turn is announced as mine
store.set("one", recall("game"));
