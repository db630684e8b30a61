// The order of one stream's frames.  Pure: a frame in, the frames that may be shown now out.

export class Order {
  last = 0;
  #early = [];

  /** True while a frame waits for one that should have come before it. */
  get gap() {
    return this.#early.length > 0;
  }

  take(frame) {
    if (frame.last < this.last || (frame.last === this.last && !frame.snapshot)) return [];
    if (frame.snapshot) return this.#restart(frame);
    this.#early.push(frame);
    return this.#next();
  }

  #restart(frame) {
    this.last = frame.last;
    return [frame, ...this.#next()];
  }

  #next() {
    const ready = [];
    this.#early.sort((a, b) => a.first - b.first);
    while (this.gap && this.#early[0].first <= this.last + 1) {
      const frame = this.#early.shift();
      if (frame.last <= this.last) continue;
      this.last = frame.last;
      ready.push(frame);
    }
    return ready;
  }
}
