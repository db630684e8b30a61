// The door of a room: a nickname and one button.

import { fetchJson } from "lie/api";
import { part, show } from "lie/dom";
import { offerNicknames } from "rooms/nickname";

export class Gate {
  constructor(section, { code, enter }) {
    Object.assign(this, { section, code, enter });
    offerNicknames(section);
    part(section, "form").addEventListener("submit", (event) => this.#knock(event));
  }

  open(message = null) {
    show(this.section, true);
    this.#tell(message);
    this.section.querySelector("h1").focus();
  }

  hide() {
    show(this.section, false);
  }

  #tell(message) {
    const error = part(this.section, "error");
    show(error, message !== null);
    error.textContent = message ?? "";
  }

  async #knock(event) {
    event.preventDefault();
    const nickname = new FormData(event.target).get("nickname").trim();
    try {
      await fetchJson("/api/guest", { body: { nickname, room: this.code } });
      this.enter();
    } catch (problem) {
      this.#tell(problem.code ? problem.message : gettext("The server does not answer. Please try again."));
    }
  }
}
