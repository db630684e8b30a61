// <room-door>: who may come in.  The host's sheet; each change counts at once.

import { act } from "lie/act";
import { fetchJson } from "lie/api";
import { clone, follow, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe } from "lie/people";
import { store } from "lie/store";
import { toast } from "lie/toast";

class Door extends LieElement {
  static watches = ["room", "player"];

  wire() {
    const sheet = part(this, "sheet");
    for (const button of document.querySelectorAll("[data-door-open]"))
      this.on(button, "click", () => sheet.showModal());
    this.on(part(this, "close"), "click", () => sheet.close());
    this.on(sheet, "click", ({ target }) => target === sheet && sheet.close());
    this.on(sheet, "change", ({ target }) => target.dataset.door && this.#change(target));
    this.on(part(this, "password-form"), "submit", (event) => this.#setPassword(event));
    this.on(part(this, "unset"), "click", () => this.#password(part(this, "unset"), ""));
  }

  draw() {
    const room = store.get("room");
    if (!room) return;
    const host = isMe(room.host);
    for (const button of document.querySelectorAll("[data-door-open]")) show(button, host);
    if (!host && part(this, "sheet").open) part(this, "sheet").close();
    const now = { ...room.door, public: room.public, capacity: room.capacity };
    for (const control of this.querySelectorAll("[data-door]")) set(control, now[control.dataset.door]);
    show(part(this, "has"), room.door.password);
    show(part(this, "unset"), room.door.password);
    show(part(this, "out"), room.outcasts.length > 0);
    follow(part(this, "outcasts"), room.outcasts, { key: (person) => person.player, make, update });
  }

  /** One control, one wish.  What is refused springs back. */
  async #change(control) {
    const { dataset, type, checked, value } = control;
    const wanted = { [dataset.door]: type === "checkbox" ? checked : Number(value) };
    if (!(await act(control, "rooms.change_door", wanted))) this.draw();
  }

  #setPassword(event) {
    event.preventDefault();
    const input = event.target.querySelector("input");
    if (input.value.trim()) this.#password(part(this, "set"), input.value).then((done) => done && (input.value = ""));
    else input.focus();
  }

  /** Over HTTP and not over the socket: it is hashed where it arrives, and goes no further. */
  async #password(button, password) {
    button.setAttribute("aria-busy", "true");
    const problem = await fetchJson(this.dataset.url, { body: { password } }).then(
      () => null,
      (refusal) => refusal.code ? refusal.message : gettext("The server does not answer. Please try again."),
    );
    button.removeAttribute("aria-busy");
    if (problem) toast(problem, button);
    return !problem;
  }
}

function set(control, value) {
  if (control.type === "checkbox") control.checked = value;
  else control.value = String(value);
}

function make({ player }) {
  const row = clone("outcast");
  const lift = part(row, "lift");
  lift.addEventListener("click", () => act(lift, "rooms.lift_kick", { player }));
  return row;
}

const update = (row, { nickname }) => write(row, { name: nickname });

customElements.define("room-door", Door);
