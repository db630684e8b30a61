// Base of the forms with one line of text: describing, the defence, the guess.

import { act } from "lie/act";
import { isMyTurn, phase } from "game/table";
import { part, show } from "lie/dom";
import { LieElement } from "lie/element";

export class SentenceForm extends LieElement {
  static watches = ["game", "player"];

  /** The phase in which the form is open to the one who has the turn, and the command it sends. */
  static phase;
  static command;

  wire() {
    this.on(part(this, "form"), "submit", (event) => this.#send(event));
  }

  draw() {
    show(part(this, "form"), phase() === this.constructor.phase && isMyTurn());
  }

  async #send(event) {
    event.preventDefault();
    const input = event.target.elements.text;
    const text = input.value.trim();
    if (text && (await act(event.target, this.constructor.command, { text }))) input.value = "";
    else input.focus();
  }
}
