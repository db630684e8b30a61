// <people-sheet>: everybody at the table, to look up, to block or to report.

import { fetchJson } from "lie/api";
import { newId } from "lie/commands";
import { clone, follow, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";
import { block, isBlocked } from "people/blocks";

const LINES = 8; // of his last ones to choose from
const unanswered = () => gettext("The server does not answer. Please try again.");

class Sheet extends LieElement {
  static watches = ["room", "blocks", "player"];

  #about = null; // who is reported
  #id = "";

  wire(signal) {
    for (const opener of document.querySelectorAll("[data-people-open]"))
      opener.addEventListener("click", () => this.#open(), { signal });
    this.on(part(this, "done"), "click", () => part(this, "dialog").close());
    this.on(part(this, "back"), "click", () => this.#list());
    this.on(part(this, "form"), "submit", (event) => this.#report(event));
  }

  draw() {
    const others = (store.get("room")?.members ?? []).filter(({ player, bot }) => !bot && !isMe(player));
    show(part(this, "alone"), others.length === 0);
    follow(part(this, "people"), others, {
      key: ({ player }) => player,
      make: (member) => this.#make(member),
      update: (row, { nickname, player }) => {
        write(row, { name: nickname, block: isBlocked(player) ? gettext("Unblock") : gettext("Block") });
        part(row, "block").setAttribute("aria-pressed", String(isBlocked(player)));
      },
    });
  }

  #make(member) {
    const { player } = member;
    const row = clone("people-row");
    part(row, "face").setAttribute("seed", player);
    part(row, "link").href = `/people/${encodeURIComponent(player)}`;
    part(row, "block").addEventListener("click", () => this.#block(player));
    part(row, "report").addEventListener("click", () => this.#ask(player, part(row, "name").textContent));
    return row;
  }

  #open() {
    document.querySelector(".room-bar .menu")?.removeAttribute("open");
    this.#list();
    part(this, "dialog").showModal();
  }

  #list(said = "") {
    this.#say(said);
    show(part(this, "who"), true);
    show(part(this, "form"), false);
  }

  #say(text) {
    show(part(this, "said"), text !== "");
    write(this, { said: text });
  }

  async #block(player) {
    this.#say("");
    await block(player, !isBlocked(player)).catch((problem) => this.#say(problem.message ?? unanswered()));
  }

  /** The form for one player, with his last lines to point at. */
  #ask(player, name) {
    [this.#about, this.#id] = [player, newId()];
    this.#say("");
    part(this, "form").reset();
    write(this, { "report-title": fill(gettext("Report %(name)s"), { name }) });
    const lines = (store.get("chat") ?? []).filter(({ author }) => author === player).slice(-LINES);
    const choice = part(this, "line");
    choice.replaceChildren(
      new Option(gettext("No line in particular"), ""),
      ...lines.map(({ number, text }) => new Option(text, number)),
    );
    show(choice.closest(".field"), lines.length > 0);
    show(part(this, "who"), false);
    show(part(this, "form"), true);
    part(this, "reason").focus();
  }

  async #report(event) {
    event.preventDefault();
    const { reason, line, note } = Object.fromEntries(new FormData(event.target));
    const about = { id: this.#id, room: document.getElementById("room").dataset.code, player: this.#about };
    try {
      const body = { ...about, reason, note: note.trim(), line: line ? Number(line) : null };
      await fetchJson("/api/people/reports", { body });
      this.#list(gettext("Thank you. A moderator will look at it."));
    } catch (problem) {
      this.#say(problem.code ? problem.message : unanswered());
    }
  }
}

customElements.define("people-sheet", Sheet);
