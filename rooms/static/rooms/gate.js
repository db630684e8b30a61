// The door of a room: a nickname and one button.

import { fetchJson } from "lie/api";
import { part, show } from "lie/dom";
import { offerNicknames } from "rooms/nickname";

export class Gate {
  constructor(section, { code, enter, shut }) {
    Object.assign(this, { section, code, enter, shut });
    offerNicknames(section);
    part(section, "form").addEventListener("submit", (event) => this.#knock(event));
  }

  /** ``refusal``: {code, message}, what the door has said before. */
  open(refusal = null) {
    show(this.section, true);
    this.#refused(refusal);
    if (!this.#asksPassword) this.section.querySelector("h1").focus();
  }

  hide() {
    show(this.section, false);
  }

  get #asksPassword() {
    return !part(this.section, "password").hidden;
  }

  /** The password is asked for when the door wants it, and put right where it was wrong. */
  #refused(refusal) {
    this.#tell(refusal?.message ?? null);
    if (!["password_needed", "wrong_password"].includes(refusal?.code)) return;
    show(part(this.section, "password"), true);
    part(this.section, "password").querySelector("input").select();
  }

  #tell(message) {
    const error = part(this.section, "error");
    show(error, message !== null);
    error.textContent = message ?? "";
  }

  async #knock(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const [nickname, password] = [form.get("nickname").trim(), form.get("password")];
    try {
      await fetchJson("/api/guest", { body: { nickname, password, room: this.code } });
      this.enter({ watch: event.submitter?.name === "watch" });
    } catch (problem) {
      if (this.shut(problem)) return this.hide();
      this.#refused(
        problem.code ? problem : { message: gettext("The server does not answer. Please try again.") },
      );
    }
  }
}
