// <one-verdict>: the card of the accused is turned over; a caught liar names the word, or the table rules.

import { portrait } from "game/one/people";
import { match, phase, play, round, topics } from "game/one/play";
import { guessed, ruled, unmasked } from "game/one/rules";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { fill } from "lie/words";

const PHASES = ["verdict", "guess", "ruling"];

class Verdict extends LieElement {
  static watches = ["one"];

  wire() {
    this.on(part(this, "turn"), "click", () => play(unmasked(match())));
    this.on(part(this, "guess-form"), "submit", (event) => this.#guess(event));
    this.on(part(this, "aloud"), "click", () => this.#aloud());
    this.on(part(this, "right"), "click", () => play(ruled(match(), true)));
    this.on(part(this, "wrong"), "click", () => play(ruled(match(), false)));
  }

  draw() {
    const now = phase();
    show(this, PHASES.includes(now));
    if (!PHASES.includes(now)) return;
    const name = round().accused;
    portrait(this, name, now !== "verdict");
    show(part(this, "turn"), now === "verdict");
    show(part(this, "guessing"), now === "guess");
    show(part(this, "ruling"), now === "ruling");
    write(this, { title: title(now, name), said: now === "ruling" ? (round().guess ?? "") : "", word: now === "ruling" ? round().card.word : "" });
    show(part(this, "said-line"), Boolean(round().guess));
    show(part(this, "fool"), now === "guess" && round().decoy !== null);
  }

  #guess(event) {
    event.preventDefault();
    const text = part(this, "guess").value.trim();
    if (!text) return;
    part(this, "guess").value = "";
    const { card } = round();
    const others = topics().find(({ key }) => key === card.key)?.words ?? [];
    play(guessed(match(), text, others.filter(({ word }) => word !== card.word)));
  }

  /** He has said it aloud: the table sees the word and rules. */
  #aloud() {
    play({ ...match(), round: { ...round(), phase: "ruling" } });
  }
}

function title(phase, name) {
  if (phase === "verdict") return fill(gettext("Is it %(name)s?"), { name });
  if (phase === "guess") return fill(gettext("%(name)s lied. What is the word?"), { name });
  return gettext("Was that the word?");
}

customElements.define("one-verdict", Verdict);
