// <room-stands>: what a spectator has: a guess at the liar, the talk among spectators, and the way to a seat.

import { act } from "lie/act";
import { clone, follow, mark, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe, nameOf } from "lie/people";
import { ask } from "lie/session";
import { store } from "lie/store";
import { toast } from "lie/toast";
import { fill } from "lie/words";

const NEAR = 60; // px from the end: somebody who reads along

class Stands extends LieElement {
  static watches = ["room", "game", "player", "stands"];

  wire() {
    const seat = part(this, "seat");
    this.on(seat, "click", () => act(seat, "rooms.ask_for_seat", { wanted: !me()?.waiting }));
    this.on(part(this, "form"), "submit", (event) => this.#say(event));
    this.on(part(this, "suspects"), "click", ({ target }) => this.#predict(target.closest(".suspect")));
  }

  draw() {
    const spectator = me();
    mark(document.body, { spectator });
    show(this, Boolean(spectator));
    if (!spectator) return;
    this.#place(spectator);
    this.#guess(store.get("stands"));
    this.#talk(store.get("stands")?.lines ?? []);
  }

  #place({ waiting }) {
    const { members, capacity, audience, playing, show: bots } = store.get("room");
    const line = audience.spectators.filter((other) => other.waiting);
    const place = line.findIndex((other) => isMe(other.player)) + 1;
    const free = members.length < capacity;
    const seat = part(this, "seat");
    show(part(this, "late"), audience.late && playing);
    show(seat, !bots);
    seat.textContent = waiting ? gettext("I only watch") : free ? gettext("Take a seat") : gettext("Wait for a seat");
    seat.classList.toggle("button-main", !waiting && free && !playing);
    write(this, {
      title: waiting
        ? fill(gettext("Full: you get a seat as number %(place)s in line"), { place })
        : gettext("You are watching"),
    });
  }

  #guess(stands) {
    const open = Boolean(stands?.view && stands.view.suspects.length && (stands.view.worth || stands.view.own));
    show(part(this, "guess"), open);
    if (!open) return;
    const { worth, own, own_worth, made, suspects } = stands.view;
    follow(part(this, "suspects"), suspects, { key: (player) => player, make: suspect, update: (node, player) => choose(node, player, stands.view) });
    write(this, {
      worth: worth ? `+${worth}` : gettext("closed"),
      note: own
        ? fill(ngettext("You say it is %(name)s, for %(n)s point.", "You say it is %(name)s, for %(n)s points.", own_worth), { name: nameOf(own), n: own_worth })
        : fill(gettext("The earlier, the more it is worth. %(made)s have guessed."), { made }),
    });
  }

  #talk(lines) {
    const list = part(this, "lines");
    const reading = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    follow(list, lines, { key: (line) => line.number, make: spoken });
    if (reading) list.scrollTop = list.scrollHeight;
  }

  #predict(button) {
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    act(button, "rooms.predict_liar", { target: button.dataset.key, round: store.get("stands").view.round });
  }

  async #say(event) {
    event.preventDefault();
    const input = event.target.elements.text;
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    const refusal = await ask("rooms.call_out", { text });
    if (!refusal) return;
    toast(refusal.message, event.target);
    input.value ||= text;
  }
}

/** This page's spectator; none who has a seat. */
const me = () => store.get("room")?.audience?.spectators.find((spectator) => isMe(spectator.player));

function suspect(player) {
  const node = clone("suspect");
  part(node, "face").setAttribute("seed", player);
  return node;
}

function choose(node, player, { own, worth }) {
  write(node, { name: nameOf(player) });
  node.setAttribute("aria-pressed", String(player === own));
  node.setAttribute("aria-disabled", String(!worth));
}

function spoken({ player, nickname, text }) {
  const node = clone("stands-line");
  write(node, { name: nickname, text });
  mark(node, { me: isMe(player) });
  return node;
}

customElements.define("room-stands", Stands);
