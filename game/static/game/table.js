// Questions about the table that several elements ask.

import { isMe } from "lie/people";
import { store } from "lie/store";

const NOTHING = { role: null, word: null, vote: null, voted: false, answer: null, suspect: null, allies: [] };

export const game = () => store.get("game");
export const phase = () => game()?.phase ?? "lobby";
export const own = () => store.get("you") ?? NOTHING;
export const paused = () => Boolean(game()?.pause);

export const seatOf = (player) => game()?.seats.find((seat) => seat.player === player);
const playing = () => (game()?.seats ?? []).filter((seat) => seat.playing);

/** Who is not out: who describes, votes and can be voted for. */
export const players = () => playing().filter((seat) => !seat.out);

/** People who are here: they decide on time and pauses; bots follow. */
export const people = () => playing().filter((seat) => !seat.bot && !seat.away);

/** Has this page's player a card in this round? */
export const iPlay = () => playing().some((seat) => isMe(seat.player));

/** May he act in it?  Who is convicted only listens. */
export const iAct = () => !paused() && players().some((seat) => isMe(seat.player));

const TURNS = new Set(["describing", "defence", "guessing"]);

/** Does the phase wait for this page's player alone? */
export const isMyTurn = () => !paused() && TURNS.has(phase()) && isMe(game().turn);

export const isLiar = () => own().role === "liar";
export const voting = () => phase() === "voting" || phase() === "runoff";

/** A question that is answered with yes or no; not by the one it is about. */
export const asking = () => phase() === "verdict" || phase() === "ruling";
export const iAnswer = () => asking() && iAct() && !isMe(game().turn);

/** What a player has said in this lap, and all he has said, oldest first. */
export const hintOf = (player) =>
  game()?.hints.find((hint) => hint.player === player && hint.lap === game().lap);
export const hintsOf = (player) => (game()?.hints ?? []).filter((hint) => hint.player === player);

/** May this page's player vote for ``player`` now? */
export const votable = (player) => voting() && iAct() && !isMe(player) && game().candidates.includes(player);
