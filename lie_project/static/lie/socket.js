// One socket to one room: opens with a fresh ticket, notices silence, comes back by itself.  No DOM.

const VERSION = "lie.v1";
const PING_EVERY = 15_000;
const SILENCE = 25_000;
const LONGEST = 10_000;
const JITTER = 5_000;
const FINAL = new Set([4001, 4002, 4003, 4004, 4006, 4008, 4010]); // coming back by itself would be wrong
const RESTART = new Set([1012, 4012]); // of the server: everybody comes back, but not at once

/** Milliseconds to wait before try ``attempt`` (1-based): at once, then longer and longer, never all together. */
export function delayBefore(attempt, code, random = Math.random) {
  if (RESTART.has(code)) return random() * JITTER;
  if (attempt === 1) return random() * 300;
  return (
    Math.min(LONGEST, 500 * 2 ** (attempt - 1)) / 2 + random() * Math.min(JITTER, 500 * 2 ** (attempt - 1))
  );
}

export class Socket {
  #socket = null;
  #attempt = 0;
  #timers = {};

  /** ticket() resolves to a ticket, rejects with a refusal {code, message}, or with anything else: then it is tried
   * again.  onState({status, code, refusal, retryAt}): connecting, open, lost (will try again), ended. */
  constructor({ url, ticket, onFrame, onState }) {
    Object.assign(this, { url, ticket, onFrame, onState });
  }

  async open() {
    clearTimeout(this.#timers.retry);
    this.close();
    if (this.#attempt === 0) this.onState({ status: "connecting" });
    const opening = (this.opening = {});
    try {
      const ticket = await this.ticket();
      if (opening === this.opening) this.#connect(ticket);
    } catch (problem) {
      if (opening !== this.opening) return;
      if (problem.code) this.onState({ status: "ended", refusal: problem });
      else this.#lose();
    }
  }

  /** True when the frame is on its way. */
  send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Try now: the network is said to be back, or somebody pressed the button. */
  nudge() {
    if (this.#timers.retry) this.open();
  }

  close() {
    this.opening = null;
    clearTimeout(this.#timers.retry);
    this.#timers.retry = null;
    this.#forget();
  }

  #connect(ticket) {
    const socket = new WebSocket(this.url, [VERSION, ticket]);
    this.#socket = socket;
    this.#listen();
    socket.onopen = () => {
      this.#timers.ping = setInterval(() => this.onPing?.(), PING_EVERY);
    };
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => this.#closed(code);
  }

  #receive(frame) {
    this.#listen();
    if (frame.type === "welcome") {
      this.#attempt = 0;
      this.onState({ status: "open" });
    }
    this.onFrame(frame);
  }

  /** No frame for this long: the line is dead, whatever the socket says. */
  #listen() {
    clearTimeout(this.#timers.silence);
    this.#timers.silence = setTimeout(() => {
      this.#forget();
      this.#lose();
    }, SILENCE);
  }

  #closed(code) {
    this.#forget();
    if (FINAL.has(code)) this.onState({ status: "ended", code });
    else this.#lose(code);
  }

  #lose(code) {
    this.#attempt += 1;
    const delay = delayBefore(this.#attempt, code);
    this.#timers.retry = setTimeout(() => this.open(), delay);
    this.onState({ status: "lost", code, retryAt: Date.now() + delay });
  }

  #forget() {
    clearTimeout(this.#timers.silence);
    clearInterval(this.#timers.ping);
    if (!this.#socket) return;
    this.#socket.onmessage = this.#socket.onclose = this.#socket.onopen = null;
    this.#socket.close();
    this.#socket = null;
  }
}
