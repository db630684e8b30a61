// Who is who.  Names are remembered, for a player who left is still in the votes of the round.

import { store } from "lie/store";

const names = new Map();

/** Learn the names of all who are seen now. */
export function remember() {
  const seen = [...(store.get("game")?.seats ?? []), ...(store.get("room")?.members ?? [])];
  for (const { player, nickname } of seen) names.set(player, nickname);
}

store.watch(["room", "game"], remember); // before any element watches, so that it finds the names when it draws

export const nameOf = (player) => names.get(player) ?? gettext("Somebody who left");
export const isMe = (player) => player === store.get("player");

/** The nickname, or "You". */
export const nameOrYou = (player) => (isMe(player) ? gettext("You") : nameOf(player));
