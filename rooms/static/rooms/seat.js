// <room-seat>: who sits here.  The picture is a drawn face; a <video> put on top of it stays through every change.

import { act } from "lie/act";
import { mark, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { faceOf } from "lie/face";
import { isMe } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";

class Seat extends LieElement {
  static watches = ["room", "player"];

  #member = null;

  wire() {
    const remove = part(this, "remove");
    this.on(remove, "click", () => act(remove, "rooms.remove_bot", { player: this.#member.player }));
    this.on(part(this, "about"), "click", () =>
      document.dispatchEvent(new CustomEvent("seat-menu", { detail: { player: this.#member.player } })),
    );
  }

  set member(member) {
    if (!this.#member) part(this, "picture").append(faceOf(member.player));
    this.#member = member;
    this.draw();
  }

  draw() {
    const room = store.get("room");
    const member = this.#member;
    if (!member) return;
    const me = isMe(member.player);
    const seated = room.members.some(({ player }) => isMe(player));
    write(this, {
      name: member.nickname,
      "about-text": fill(gettext("About %(name)s"), { name: member.nickname }),
    });
    show(part(this, "about"), !me && !member.bot && seated);
    show(part(this, "me"), me);
    show(part(this, "host"), room.host === member.player && !room.show);
    show(part(this, "bot"), member.bot);
    show(part(this, "away"), member.away);
    show(part(this, "ready"), !room.playing && (member.ready || room.host === member.player));
    show(part(this, "remove"), member.bot && !room.playing && isMe(room.host));
    mark(this.closest(".seat"), { me, away: member.away, leaving: member.leaving });
  }
}

customElements.define("room-seat", Seat);
