// <game-card>: the card is turned over, once, and read out to its owner alone.

import { card } from "game/deal";
import { game, iPlay, phase } from "game/table";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { say } from "lie/say";

const TURN = 700; // ms with the back up

class Card extends LieElement {
  static watches = ["game", "you"];

  draw() {
    show(this, iPlay());
    const dealt = phase() === "dealing" ? card() : null;
    if (!dealt) return;
    write(this, { role: dealt.role, word: dealt.word, note: dealt.note });
    part(this, "card").classList.toggle("card-liar", dealt.lies);
    if (this.deal === game().commitment) return;
    this.deal = game().commitment;
    part(this, "card").classList.remove("card-open");
    setTimeout(() => this.#turn(), TURN);
  }

  #turn() {
    part(this, "card").classList.add("card-open");
    say(card()?.spoken ?? "", { now: true });
  }
}

customElements.define("game-card", Card);
