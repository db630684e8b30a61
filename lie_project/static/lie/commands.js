// Commands on their way: each is sent again under the same id until the server answers, which is harmless there.

const PATIENCE = 3000; // ms without an answer
const TRIES = 5;

const hex = (byte) => byte.toString(16).padStart(2, "0");

/** An id for a frame.  Not randomUUID: pages opened over plain http do not have it. */
export const newId = () => [...crypto.getRandomValues(new Uint8Array(12))].map(hex).join("");

const noAnswer = () => ({
  code: "no_answer",
  message: gettext("The server does not answer. Please try again."),
});

export class Commands {
  #open = new Map();

  /** transmit(frame) puts a frame on the socket; false while there is none. */
  constructor(transmit) {
    this.transmit = transmit;
  }

  /** Resolves to null when it is done, or to the refusal {code, message}. */
  ask(type, data = {}) {
    return new Promise((resolve) => {
      const frame = { id: newId(), type, data };
      this.#open.set(frame.id, { frame, resolve, tries: 0 });
      this.#send(frame.id);
    });
  }

  answer(id, refusal = null) {
    const command = this.#open.get(id);
    if (!command || this.#willTryAgain(command, refusal)) return;
    clearTimeout(command.timer);
    this.#open.delete(id);
    command.resolve(refusal);
  }

  /** The socket is back: what was on its way may be lost. */
  resend() {
    for (const id of this.#open.keys()) this.#send(id);
  }

  /** "Busy" means that nobody has looked at it yet. */
  #willTryAgain(command, refusal) {
    return refusal?.code === "busy" && command.tries < TRIES;
  }

  #send(id) {
    const command = this.#open.get(id);
    clearTimeout(command.timer);
    if (command.tries === TRIES) return this.answer(id, noAnswer());
    if (this.transmit(command.frame)) command.tries += 1;
    command.timer = setTimeout(() => this.#send(id), PATIENCE);
  }
}
