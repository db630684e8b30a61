// <room-seats>: one tile for everybody at the table, kept by player for as long as he stays.

import { act } from "lie/act";
import { clone, follow, part, show } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe } from "lie/people";
import { store } from "lie/store";
import "rooms/seat";

class Seats extends LieElement {
  static watches = ["room", "player"];

  wire() {
    const add = part(this, "add");
    this.on(add, "click", () => act(add, "rooms.add_bot"));
  }

  draw() {
    const room = store.get("room");
    if (!room) return;
    const list = part(this, "seats");
    follow(list, room.members, { key: (member) => member.player, make: () => clone("seat"), update });
    const free = isMe(room.host) && !room.playing && room.members.length < room.capacity;
    show(part(this, "free"), free);
    list.dataset.count = Math.min(12, room.members.length + (free ? 1 : 0));
  }
}

function update(tile, member) {
  tile.dataset.player = member.player;
  tile.querySelector("room-seat").member = member;
}

customElements.define("room-seats", Seats);
