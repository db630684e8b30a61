// Who is who.  Names are remembered, for a player who left is still in the votes of the round.

import { store } from "lie/store";

const names = new Map();

/** Start to remember the names of all who are seen. */
export function remember() {
  store.watch(["room", "game"], () => {
    for (const { player, nickname } of [
      ...(store.get("game")?.seats ?? []),
      ...(store.get("room")?.members ?? []),
    ])
      names.set(player, nickname);
  });
}

export const nameOf = (player) => names.get(player) ?? gettext("Somebody who left");
export const isMe = (player) => player === store.get("player");

/** The nickname, or "You". */
export const nameOrYou = (player) => (isMe(player) ? gettext("You") : nameOf(player));
