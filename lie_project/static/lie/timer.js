// <lie-timer>: what is left until the phase's deadline, as a ring and in seconds.  The server decides; this shows.

import { clock } from "lie/clock";
import { mark, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { say } from "lie/say";
import { store } from "lie/store";
import { fill } from "lie/words";

const TICK = 200;
const SPOKEN = [30, 10, 5];
const HOT = 10; // seconds
const LONG = 100; // seconds from which on minutes are told
const CALM = new Set(["countdown", "dealing", "reveal"]); // nothing is asked of anybody

export class Timer extends LieElement {
  static watches = ["game"];

  wire(signal) {
    const ticking = setInterval(() => this.#tick(), TICK);
    signal.addEventListener("abort", () => clearInterval(ticking));
  }

  draw() {
    const game = store.get("game");
    if (game?.number === this.number) return;
    this.number = game?.number;
    this.calm = CALM.has(game?.phase);
    this.deadline = game?.deadline ?? null;
    this.whole = clock.left(this.deadline);
    this.second = null;
    show(this, this.deadline !== null);
    this.#tick();
  }

  #tick() {
    const left = clock.left(this.deadline ?? null);
    if (left === null) return;
    part(this, "ring").style.strokeDashoffset = this.whole > 0 ? 100 - (100 * left) / this.whole : 100;
    const second = Math.ceil(left / 1000);
    if (second !== this.second) this.#show(second);
  }

  #show(second) {
    const counting = this.second !== null;
    this.second = second;
    write(this, { seconds: told(second) });
    mark(this, { long: second >= LONG, hot: !this.calm && second <= Math.min(HOT, this.whole / 2000) });
    if (counting && !this.calm && SPOKEN.includes(second)) this.#speak(second);
  }

  #speak(second) {
    say(fill(ngettext("%(n)s second left", "%(n)s seconds left", second), { n: second }));
    store.happen({ type: "page.time_short", data: { second } });
  }
}

const told = (second) =>
  second < LONG ? String(second) : `${Math.floor(second / 60)}:${String(second % 60).padStart(2, "0")}`;

customElements.define("lie-timer", Timer);
