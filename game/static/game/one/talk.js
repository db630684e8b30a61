// <one-talk>: who speaks after whom, and a clock for the talk.

import { people } from "game/one/people";
import { match, phase, play, round, sound } from "game/one/play";
import { order, timed, toVote } from "game/one/rules";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { say } from "lie/say";
import { store } from "lie/store";
import { fill } from "lie/words";

const MORE = 30_000; // ms

class Talk extends LieElement {
  static watches = ["one"];

  wire(signal) {
    this.on(part(this, "start"), "click", () => this.#until(Date.now() + match().settings.seconds * 1000));
    this.on(part(this, "more"), "click", () => this.#until(Math.max(Date.now(), round().deadline) + MORE));
    this.on(part(this, "vote"), "click", () => play(toVote(match())));
    signal.addEventListener("abort", () => clearTimeout(this.ending));
  }

  draw() {
    const here = phase() === "talk";
    show(this, here);
    const deadline = (here && round().deadline) || null;
    this.#ring(deadline);
    if (!here) return;
    const names = order(match());
    people(part(this, "order"), names);
    const { topic } = round().card;
    write(this, {
      title: fill(gettext("%(name)s begins"), { name: names[0] }),
      topic: fill(gettext("Category: %(category)s"), { category: topic }),
      out: round().out.length ? fill(gettext("Out: %(names)s. A liar is still here."), { names: round().out.join(", ") }) : "",
    });
    show(part(this, "start"), deadline === null);
    show(part(this, "more"), deadline !== null);
    show(part(this, "up"), deadline !== null && deadline <= Date.now());
  }

  /** The ring of the timer follows what the store says of a game. */
  #ring(deadline) {
    clearTimeout(this.ending);
    const left = deadline === null ? 0 : deadline - Date.now();
    store.set("game", { number: deadline, phase: "discussing", deadline: left > 0 ? deadline : null });
    if (left > 0) this.ending = setTimeout(() => this.#over(), left);
  }

  #over() {
    sound("voting");
    say(gettext("Time is up."));
    this.draw();
  }

  #until(deadline) {
    play(timed(match(), deadline));
  }
}

customElements.define("one-talk", Talk);
