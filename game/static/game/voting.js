// <game-voting>: one's own ballot in words, the choices that are no faces, and how many have voted.  Faces are in
// <game-tile>.

import { cast } from "game/ballot";
import { game, iAct, own, phase, players, votable, voting } from "game/table";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { nameOf } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";

const LAP = "lap"; // the ballot for one more lap

class Voting extends LieElement {
  static watches = ["game", "you", "player"];

  wire() {
    const abstain = part(this, "abstain");
    const more = part(this, "more");
    this.on(abstain, "click", () => cast(abstain, null));
    this.on(more, "click", () => cast(more, LAP));
    this.on(document, "keydown", (event) => this.#key(event));
  }

  draw() {
    if (!voting()) return;
    const { voted, vote } = own();
    show(part(this, "abstain"), iAct());
    show(part(this, "more"), iAct() && phase() === "voting" && game().laps_left > 0);
    part(this, "abstain").setAttribute("aria-pressed", String(voted && vote === null));
    part(this, "more").setAttribute("aria-pressed", String(vote === LAP));
    write(this, { choice: iAct() ? choice() : "", count: count() });
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
  if (vote === LAP) return gettext("You vote for one more lap.");
  return vote === null
    ? gettext("You vote for nobody.")
    : fill(gettext("You vote for %(name)s."), { name: nameOf(vote) });
}

function count() {
  const voted = players().filter((seat) => seat.voted).length;
  return fill(gettext("%(voted)s of %(all)s have voted"), { voted, all: players().length });
}

customElements.define("game-voting", Voting);
