// Who is typing just now: told to the others once a second, and shown until it is some seconds old.

import { show } from "lie/dom";
import { isMe, nameOf } from "lie/people";
import { whisper } from "lie/session";
import { fill, list } from "lie/words";

const EVERY = 1_000;
const SHOWN = 3_000;
const MANY = 3; // names that a line can hold

/** The line under the chat that says it. */
export class TypingLine {
  #node;
  #timers = new Map(); // player -> what takes him off the line
  #told = -Infinity;

  constructor(node) {
    this.#node = node;
  }

  /** This player is typing. */
  tell() {
    const now = performance.now();
    if (now - this.#told < EVERY) return;
    this.#told = now;
    whisper("typing");
  }

  /** Somebody is. */
  hear(player) {
    if (isMe(player)) return;
    clearTimeout(this.#timers.get(player));
    this.#timers.set(
      player,
      setTimeout(() => this.stop(player), SHOWN),
    );
    this.#draw();
  }

  /** He has said it, or stopped. */
  stop(player) {
    clearTimeout(this.#timers.get(player));
    if (this.#timers.delete(player)) this.#draw();
  }

  #draw() {
    const players = [...this.#timers.keys()];
    show(this.#node, players.length > 0);
    this.#node.textContent =
      players.length > MANY
        ? gettext("Several people are typing…")
        : fill(gettext("%(names)s: typing…"), { names: list(players.map(nameOf)) });
  }
}
