// <game-tile>: what the game shows on a face at the table, and the way to vote for it.

import { cast } from "game/ballot";
import { game, hintOf, own, phase, seatOf, votable, voting } from "game/table";
import { mark, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { nameOf } from "lie/people";
import { fill } from "lie/words";

const HINTED = new Set(["describing", "discussing", "voting", "runoff_talk", "runoff", "guessing"]);

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
    const lying = phase() === "reveal" && game().reveal.liars.includes(player);
    mark(this.seat, { turn, lying, out: phase() !== "lobby" && !seat.playing, votable: votable(player) });
    this.#marks(seat, turn);
    this.#hint(player);
    this.#vote(player);
    this.#score(seat);
    this.#face(turn && phase() === "describing", lying);
    this.#verdict(player, lying);
  }

  #marks(seat, turn) {
    show(part(this, "turn"), turn);
    show(part(this, "voted"), voting() && seat.voted);
    show(part(this, "agreed"), phase() === "discussing" && seat.agreed);
  }

  #hint(player) {
    const text = HINTED.has(phase()) ? hintOf(player)?.text : null;
    show(part(this, "hint"), Boolean(text));
    write(this, { hint: text ?? "" });
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

  #verdict(player, lying) {
    const ballots = phase() === "reveal" ? Object.values(game().reveal.votes) : [];
    const votes = ballots.filter((target) => target === player).length;
    show(part(this, "liar"), lying);
    show(part(this, "votes"), votes > 0);
    write(this, { "votes-number": String(votes) });
  }
}

customElements.define("game-tile", Tile);
