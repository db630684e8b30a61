// <one-pass>: the device goes round; a card is seen by whoever holds it, for as long as it is held.

import { portrait } from "game/one/people";
import { match, phase, play, round } from "game/one/play";
import { cardFor, seen } from "game/one/rules";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { say } from "lie/say";
import { fill } from "lie/words";

const SHORTEST = 700; // ms: a tap shows it too

class Pass extends LieElement {
  static watches = ["one"];

  wire(signal) {
    const button = part(this, "hold");
    this.on(button, "pointerdown", () => this.#open());
    for (const end of ["pointerup", "pointercancel", "pointerleave", "blur", "keyup"])
      this.on(button, end, () => this.#close());
    this.on(button, "keydown", ({ key, repeat }) => !repeat && (key === " " || key === "Enter") && this.#open());
    this.on(button, "click", ({ detail }) => detail === 0 && (this.#open(), this.#close()));
    this.on(button, "contextmenu", (event) => event.preventDefault());
    this.on(part(this, "next"), "click", () => this.#next());
    addEventListener("pagehide", () => this.#cover(), { signal });
    document.addEventListener("visibilitychange", () => this.#cover(), { signal });
  }

  draw() {
    show(this, phase() === "deal");
    if (phase() !== "deal") return;
    const { names } = match().settings;
    const name = names[round().seen];
    if (this.name !== name) part(this, "next").disabled = true;
    this.name = name;
    this.#cover();
    portrait(this, name);
    write(this, {
      title: fill(gettext("Give the phone to %(name)s"), { name }),
      step: `${round().seen + 1} / ${names.length}`,
      next: round().seen + 1 < names.length ? gettext("Hidden. Pass it on") : gettext("Hidden. All have seen"),
    });
  }

  #open() {
    clearTimeout(this.closing);
    this.openedAt ??= Date.now();
    const told = said(cardFor(match(), this.name), round().card.topic);
    write(this, { role: told.role, word: told.word, note: told.note });
    part(this, "card").classList.toggle("card-liar", told.lies);
    part(this, "card").classList.add("card-open");
    part(this, "next").disabled = false;
  }

  #close() {
    if (!this.openedAt) return;
    this.closing = setTimeout(() => this.#cover(), Math.max(0, this.openedAt + SHORTEST - Date.now()));
  }

  #cover() {
    clearTimeout(this.closing);
    this.openedAt = null;
    part(this, "card").classList.remove("card-open", "card-liar");
    write(this, { role: "", word: "", note: "" });
  }

  #next() {
    this.#cover();
    play(seen(match()));
    say(part(this, "title").textContent);
  }
}

/** The sentences of a card.  A fool's reads like a citizen's. */
function said({ role, word }, topic) {
  const category = fill(gettext("Category: %(category)s"), { category: topic });
  if (role === "liar") return { role: gettext("You are"), word: gettext("the liar"), note: category, lies: true };
  if (role === "spy") return { role: gettext("You are the spy. The word:"), word, note: category, lies: true };
  return { role: gettext("Your word"), word, note: category, lies: false };
}

customElements.define("one-pass", Pass);
