// <room-knocks>: who waits at the door; the host says yes or no.

import { act } from "lie/act";
import { clone, follow, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { faceOf } from "lie/face";
import { isMe } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";

class Knocks extends LieElement {
  static watches = ["room", "player"];

  draw() {
    const room = store.get("room");
    const knocks = room && isMe(room.host) ? room.knocks : [];
    follow(part(this, "knocks"), knocks, { key: (person) => person.player, make, update });
    show(this, knocks.length > 0);
    const newest = knocks.at(-1);
    write(this, { said: newest ? fill(gettext("%(name)s wants in."), { name: newest.nickname }) : "" });
  }
}

function make({ player }) {
  const row = clone("knock");
  part(row, "face").append(faceOf(player));
  for (const [name, yes] of [["yes", true], ["no", false]]) {
    const button = part(row, name);
    button.addEventListener("click", () => act(button, "rooms.answer_knock", { player, yes }));
  }
  return row;
}

function update(row, { nickname }) {
  write(row, {
    name: nickname,
    "yes-text": fill(gettext("Let %(name)s in"), { name: nickname }),
    "no-text": fill(gettext("Turn %(name)s away"), { name: nickname }),
  });
}

customElements.define("room-knocks", Knocks);
