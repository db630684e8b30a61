// <game-discussing>: enough said, let us vote.

import { act } from "lie/act";
import { iAct, people, phase, seatOf } from "game/table";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { store } from "lie/store";
import { fill } from "lie/words";

class Discussing extends LieElement {
  static watches = ["game", "player"];

  wire() {
    const agree = part(this, "agree");
    this.on(
      agree,
      "click",
      () => agree.getAttribute("aria-pressed") === "true" || act(agree, "game.agree_to_vote"),
    );
  }

  draw() {
    if (phase() !== "discussing") return;
    const agreed = Boolean(seatOf(store.get("player"))?.agreed);
    show(part(this, "agree"), iAct());
    part(this, "agree").setAttribute("aria-pressed", String(agreed));
    write(this, {
      "agree-text": agreed ? gettext("You want the vote") : gettext("Ready to vote"),
      count: count(),
    });
  }
}

/** Only people who are here are asked; bots follow. */
function count() {
  const agreed = people().filter((seat) => seat.agreed).length;
  return fill(gettext("%(agreed)s of %(all)s want the vote"), { agreed, all: people().length });
}

customElements.define("game-discussing", Discussing);
