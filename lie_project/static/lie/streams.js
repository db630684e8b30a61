// Frames of all streams on their way to the store: put in order, gaps noticed, and ``sync`` asked for when one stays.
// What was shown counts over a new socket too: its snapshots may be older.

import { Order } from "lie/order";

const PATIENCE = 1000; // ms that a missing frame may take
const AGAIN = 3000; // ms for the snapshots to come
export const STREAMS = ["room", "game", "chat", "media"];

export class Streams {
  #orders = Object.fromEntries(STREAMS.map((name) => [name, new Order()]));
  #own = null; // newest "you" frame not yet due
  #ownLast = 0;
  #timer = null;

  /** apply(type, frame) shows a frame; sync() asks for snapshots of all streams. */
  constructor({ apply, sync }) {
    this.apply = apply;
    this.sync = sync;
  }

  /** The newest sequence that is shown, by stream. */
  get shown() {
    return Object.fromEntries(STREAMS.map((name) => [name, this.#orders[name].last]));
  }

  take(frame) {
    if (frame.type === "you") this.#keepOwn(frame);
    else for (const ready of this.#orders[frame.type].take(frame)) this.apply(frame.type, ready);
    this.#showOwn();
    if (this.#gapped()) this.#wait(() => this.#gapped());
  }

  /** The server's newest sequences: a lost last frame shows only here. */
  beat(newest) {
    const behind = () => STREAMS.some((name) => (newest[name] ?? 0) > this.#orders[name].last);
    if (behind()) this.#wait(behind);
  }

  #keepOwn(frame) {
    if (frame.last < this.#ownLast) return;
    this.#own = frame;
    this.#ownLast = frame.last;
  }

  /** "you" belongs to the game frame with the same last: a card never shows before its deal. */
  #showOwn() {
    if (!this.#own || this.#own.last > this.#orders.game.last) return;
    this.apply("you", this.#own);
    this.#own = null;
  }

  #gapped() {
    return STREAMS.some((name) => this.#orders[name].gap);
  }

  #wait(stillMissing, patience = PATIENCE) {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (!stillMissing()) return;
      this.sync();
      this.#wait(stillMissing, AGAIN);
    }, patience);
  }
}
