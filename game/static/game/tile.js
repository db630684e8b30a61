// <game-tile>: what the game shows on a face at the table, and the way to vote for it.

import { cast } from "game/ballot";
import { asking, game, hintsOf, own, paused, phase, seatOf, votable, voting } from "game/table";
import { mark, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { nameOf } from "lie/people";
import { fill } from "lie/words";

const UNHINTED = new Set(["lobby", "countdown", "dealing", "reveal"]);
const SPEAKING = new Set(["describing", "defence"]);

class Tile extends LieElement {
  static watches = ["game", "you", "player", "room"];

  wire() {
    this.seat = this.closest(".seat");
    const vote = part(this, "vote");
    this.on(vote, "click", () => cast(vote, this.seat.dataset.player));
  }

  draw() {
    const { player } = this.seat.dataset;
    const seat = game() && player && seatOf(player);
    if (!seat) return;
    const turn = game().turn === player;
    const lying = isLiar(player);
    mark(this.seat, { turn, lying, out: isOut(seat), votable: votable(player) });
    this.#marks(seat, turn);
    this.#hint(player, turn);
    this.#vote(player);
    this.#score(seat);
    this.#face(turn && SPEAKING.has(phase()) && !paused(), lying);
    this.#verdict(seat, lying);
  }

  #marks(seat, turn) {
    show(part(this, "turn"), turn);
    show(part(this, "voted"), (voting() || asking()) && seat.voted);
    show(part(this, "agreed"), phase() === "discussing" && seat.agreed);
  }

  #hint(player, turn) {
    const said = turn && phase() === "verdict" ? game().plea : hintsOf(player).at(-1)?.text;
    const text = UNHINTED.has(phase()) ? "" : (said ?? "");
    show(part(this, "hint"), text !== "");
    write(this, { hint: text });
  }

  #vote(player) {
    const chosen = own().voted && own().vote === player;
    show(part(this, "vote"), votable(player));
    show(part(this, "choice"), chosen);
    part(this, "vote").setAttribute("aria-pressed", String(chosen));
    write(this, { "vote-text": fill(gettext("Vote for %(name)s"), { name: nameOf(player) }) });
  }

  #score(seat) {
    const score = part(this.seat, "score");
    const over = phase() === "lobby" && game().winners.length > 0;
    show(score, phase() !== "lobby" || over);
    score.textContent = String(seat.score);
  }

  #face(talking, lying) {
    const { classList } = this.seat.querySelector(".face");
    classList.toggle("face-talking", talking);
    classList.toggle("face-lying", lying);
  }

  #verdict(seat, lying) {
    const { player } = seat;
    const votes = phase() === "reveal" ? votesFor(player) : 0;
    show(part(this, "liar"), lying);
    show(part(this, "spy"), phase() === "reveal" && game().reveal.spies.includes(player));
    show(part(this, "honest"), seat.out && !lying && phase() !== "reveal" && phase() !== "lobby");
    show(part(this, "votes"), votes > 0);
    write(this, { "votes-number": String(votes) });
  }
}

/** Told by the reveal; before it, by being caught. */
const isLiar = (player) =>
  phase() === "reveal"
    ? game().reveal.liars.includes(player)
    : phase() !== "lobby" && game().caught.includes(player);

const isOut = (seat) => phase() !== "lobby" && (!seat.playing || (seat.out && phase() !== "reveal"));

/** Where ballots are never told, their number is. */
function votesFor(player) {
  const ballots = Object.values(game().reveal.votes);
  return ballots.length ? ballots.filter((target) => target === player).length : (game().tally[player] ?? 0);
}

customElements.define("game-tile", Tile);
