// Questions about the table that several elements ask.

import { isMe } from "lie/people";
import { store } from "lie/store";

export const game = () => store.get("game");
export const phase = () => game()?.phase ?? "lobby";
export const own = () => store.get("you") ?? { role: null, word: null, vote: null, voted: false };
export const players = () => (game()?.seats ?? []).filter((seat) => seat.playing);
export const seatOf = (player) => game()?.seats.find((seat) => seat.player === player);
export const iPlay = () => players().some((seat) => isMe(seat.player));
export const isLiar = () => own().role === "liar";
export const voting = () => phase() === "voting" || phase() === "runoff";
export const hintOf = (player) => game()?.hints.find((hint) => hint.player === player);

/** May this page's player vote for ``player`` now? */
export const votable = (player) => voting() && iPlay() && !isMe(player) && game().candidates.includes(player);
