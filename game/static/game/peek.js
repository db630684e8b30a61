// <game-peek>: the own card again, for as long as it is held, so that no neighbour reads along.

import { card } from "game/deal";
import { iPlay } from "game/table";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { say } from "lie/say";

const SHORTEST = 1200; // ms: a tap shows it too

class Peek extends LieElement {
  static watches = ["game", "you"];

  wire() {
    const button = part(this, "button");
    this.on(button, "pointerdown", () => this.#open());
    for (const end of ["pointerup", "pointercancel", "pointerleave", "blur", "keyup"])
      this.on(button, end, () => this.#close());
    this.on(
      button,
      "keydown",
      ({ key, repeat }) => !repeat && (key === " " || key === "Enter") && this.#open(),
    );
    this.on(button, "click", ({ detail }) => detail === 0 && this.#open() && this.#close());
    this.on(button, "contextmenu", (event) => event.preventDefault());
  }

  draw() {
    show(this, iPlay() && card() !== null);
    if (this.openedAt === null) this.#cover();
  }

  #open() {
    this.openedAt ??= Date.now();
    clearTimeout(this.closing);
    const text = card()?.peek ?? "";
    write(this, { word: text });
    this.#turn(true);
    say(text, { now: true });
    return true;
  }

  #close() {
    if (!this.openedAt) return;
    this.closing = setTimeout(() => this.#cover(), Math.max(0, this.openedAt + SHORTEST - Date.now()));
  }

  #cover() {
    this.openedAt = null;
    this.#turn(false);
    write(this, { word: "" });
  }

  #turn(open) {
    show(part(this, "word"), open);
    show(part(this, "cover"), !open);
    part(this, "button").classList.toggle("peek-open", open);
  }
}

customElements.define("game-peek", Peek);
