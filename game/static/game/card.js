// <game-card>: the card is turned over, once, and read out to its owner alone.

import { game, iPlay, isLiar, own, phase } from "game/table";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { say } from "lie/say";
import { fill } from "lie/words";

const TURN = 700; // ms with the back up

class Card extends LieElement {
  static watches = ["game", "you"];

  draw() {
    show(this, iPlay());
    if (phase() !== "dealing" || !own().role) return;
    write(this, face());
    if (this.round === game().round) return;
    this.round = game().round;
    part(this, "card").classList.remove("card-open");
    setTimeout(() => this.#turn(), TURN);
  }

  #turn() {
    part(this, "card").classList.add("card-open");
    part(this, "card").classList.toggle("card-liar", isLiar());
    say(spoken(), { now: true });
  }
}

const face = () =>
  isLiar()
    ? {
        role: gettext("You are"),
        word: gettext("the liar"),
        hint: fill(gettext("Category: %(category)s"), game()),
      }
    : { role: gettext("Your word"), word: own().word, hint: fill(gettext("Category: %(category)s"), game()) };

const spoken = () =>
  isLiar()
    ? fill(gettext("You are the liar. The category is %(category)s."), game())
    : fill(gettext("Your word is %(word)s."), own());

customElements.define("game-card", Card);
