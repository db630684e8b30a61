// <seat-menu>: what can be done about somebody at the table: by the host, and by anybody.

import { act } from "lie/act";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { faceOf } from "lie/face";
import { isMe, nameOf } from "lie/people";
import { store } from "lie/store";

const FEWEST = 2; // who decide in a vote
const WISHES = { "hand-over": "rooms.hand_over_host", kick: "rooms.kick_player", ask: "rooms.ask_kick_vote" };

class SeatMenu extends LieElement {
  static watches = ["room", "player"];

  #player = null;

  wire() {
    const card = part(this, "card");
    for (const [name, type] of Object.entries(WISHES))
      this.on(part(this, name), "click", () => this.#ask(part(this, name), type));
    this.on(part(this, "close"), "click", () => card.close());
    this.on(card, "click", ({ target }) => target === card && card.close());
    this.on(document, "seat-menu", ({ detail }) => this.#open(detail.player));
  }

  #open(player) {
    this.#player = player;
    part(this, "face").replaceChildren(faceOf(player));
    write(this, { name: nameOf(player) });
    this.draw();
    part(this, "card").showModal();
  }

  draw() {
    const room = store.get("room");
    const card = part(this, "card");
    const member = room?.members.find(({ player }) => player === this.#player);
    if (!member) return card.open && card.close();
    const host = isMe(room.host);
    show(part(this, "hand-over"), host && !member.away && !member.leaving);
    show(part(this, "kick"), host);
    show(part(this, "ask"), canAsk(room, member));
    write(this, { note: note(room, member) });
  }

  async #ask(button, type) {
    if (await act(button, type, { player: this.#player })) part(this, "card").close();
  }
}

function canAsk(room, member) {
  return !room.kick_vote && !member.leaving && voters(room, member) >= FEWEST;
}

const voters = (room, about) =>
  room.members.filter((member) => !member.bot && !member.away && member !== about).length;

function note(room, member) {
  if (member.leaving) return gettext("Voted out: goes when this round is over.");
  if (isMe(room.host)) return gettext("Who is removed cannot come back, unless you allow it at the door.");
  if (voters(room, member) < FEWEST) return gettext("For a vote, at least two others have to be here.");
  return room.playing ? gettext("Who is voted out goes when this round is over.") : "";
}

customElements.define("seat-menu", SeatMenu);
