// The server's clock, told by ours.  Based on the page's monotonic time: whoever sets his watch moves nothing.

const SAMPLES = 8;

export class Clock {
  #samples = [];
  #monotonic;

  constructor(monotonic = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /** A frame carried the server's ``time`` (epoch ms); ``askedAt``, if known, is mark() when we asked for it.
   * The truth lies between "it took no time to come back" and "it took no time to get there". */
  learn(time, askedAt = null) {
    const late = time - this.#monotonic();
    const early = askedAt === null ? Infinity : time - askedAt;
    this.#samples = [...this.#samples, { late, early }].slice(-SAMPLES);
  }

  mark() {
    return this.#monotonic();
  }

  /** Epoch milliseconds at the server, as well as we know. */
  now() {
    if (this.#samples.length === 0) return Date.now();
    const low = Math.max(...this.#samples.map((sample) => sample.late));
    const high = Math.min(...this.#samples.map((sample) => sample.early));
    return this.#monotonic() + (Number.isFinite(high) ? (low + Math.max(low, high)) / 2 : low);
  }

  /** Milliseconds until ``deadline``, never below 0; null has no end. */
  left(deadline) {
    return deadline === null ? null : Math.max(0, deadline - this.now());
  }
}

export const clock = new Clock();
