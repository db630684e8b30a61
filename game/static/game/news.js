// <game-news>: how it came to this phase, when that cannot be seen: who is out, why there is no verdict.

import { game } from "game/table";
import { show } from "lie/dom";
import { LieElement } from "lie/element";
import { nameOf } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";

let before = ""; // the phase that the news have ended

const TOLD = {
  "game.player_convicted": ({ player, unmasked }) =>
    fill(
      unmasked === "liar"
        ? gettext("%(name)s was a liar and is out.")
        : gettext("%(name)s was honest and is out."),
      { name: nameOf(player) },
    ),
  "game.lap_started": ({ voted }) =>
    voted ? gettext("You wanted one more lap: all describe again.") : gettext("All describe again."),
  "game.question_closed": (result) => (before === "verdict" ? verdict(result) : ""),
  "game.vote_closed": ({ accused, tied }) =>
    accused === null && tied.length === 0 && game().phase === "voting"
      ? gettext("Nobody has two votes: vote once more.")
      : "",
  "game.liars_escaped": () => gettext("The vote has missed the liar. A last guess still earns points."),
};

const verdict = ({ ayes, noes, passed }) =>
  fill(
    passed ? gettext("Guilty, by %(ayes)s to %(noes)s.") : gettext("Not guilty, by %(noes)s to %(ayes)s."),
    { ayes, noes },
  );

class News extends LieElement {
  #pending = [];

  wire(signal) {
    signal.addEventListener("abort", store.listen((happening) => this.#hear(happening)));
  }

  /** News of one frame stand until the phase that they led to is over. */
  #hear({ type, data }) {
    const line = TOLD[type]?.(data);
    if (line) this.#pending.push(line);
    if (type !== "game.phase_started") return;
    before = data.phase;
    this.textContent = this.#pending.join(" ");
    show(this, this.#pending.length > 0);
    this.#pending = [];
  }
}

customElements.define("game-news", News);
