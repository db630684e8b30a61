// <game-voting>: one's own ballot in words, nobody as a choice, and how many have voted.  Faces are in <game-tile>.

import { cast } from "game/ballot";
import { iPlay, own, players, votable, voting } from "game/table";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { nameOf } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";

class Voting extends LieElement {
  static watches = ["game", "you", "player"];

  wire() {
    const abstain = part(this, "abstain");
    this.on(abstain, "click", () => cast(abstain, null));
    this.on(document, "keydown", (event) => this.#key(event));
  }

  draw() {
    if (!voting()) return;
    show(part(this, "abstain"), iPlay());
    part(this, "abstain").setAttribute("aria-pressed", String(own().voted && own().vote === null));
    write(this, { choice: iPlay() ? choice() : "", count: count() });
  }

  /** 1 to 9 vote for the seat of that number. */
  #key({ key, target, ctrlKey, metaKey, altKey }) {
    if (!voting() || target.matches("input") || ctrlKey || metaKey || altKey || !/^[1-9]$/.test(key)) return;
    const member = store.get("room").members[key - 1];
    if (member && votable(member.player)) cast(this, member.player);
  }
}

function choice() {
  const { voted, vote } = own();
  if (!voted) return gettext("You have not voted yet.");
  return vote === null
    ? gettext("You vote for nobody.")
    : fill(gettext("You vote for %(name)s."), { name: nameOf(vote) });
}

function count() {
  const voted = players().filter((seat) => seat.voted).length;
  return fill(gettext("%(voted)s of %(all)s have voted"), { voted, all: players().length });
}

customElements.define("game-voting", Voting);
