// <how-to>: four cards, swiped, stepped through with the arrow keys or by buttons; in a room behind [data-how-to].

import "lie/face";
import "lie/theme";
import { part } from "lie/dom";

const KEYS = { ArrowLeft: -1, ArrowRight: 1 };

class HowTo extends HTMLElement {
  #at = 0;

  connectedCallback() {
    part(this, "back").addEventListener("click", () => this.#step(-1));
    part(this, "next").addEventListener("click", () => this.#step(1));
    this.addEventListener("keydown", (event) => this.#key(event));
    part(this, "cards").addEventListener("scroll", () => this.#look(), { passive: true });
    this.#draw();
  }

  get #cards() {
    return [...part(this, "cards").children];
  }

  #key(event) {
    const by = KEYS[event.key];
    if (!by) return;
    event.preventDefault();
    this.#step(by);
  }

  #step(by) {
    const to = this.#cards[this.#at + by];
    to?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  /** The card that a swipe has brought to the middle. */
  #look() {
    const { scrollLeft, clientWidth } = part(this, "cards");
    const from = (card) => Math.abs(card.offsetLeft + card.offsetWidth / 2 - scrollLeft - clientWidth / 2);
    const distances = this.#cards.map(from);
    this.#at = distances.indexOf(Math.min(...distances));
    this.#draw();
  }

  #draw() {
    [...part(this, "dots").children].forEach((dot, at) => dot.toggleAttribute("data-here", at === this.#at));
    part(this, "back").toggleAttribute("disabled", this.#at === 0);
    part(this, "next").toggleAttribute("disabled", this.#at === this.#cards.length - 1);
  }
}

customElements.define("how-to", HowTo);

const dialog = document.querySelector("#how-to");
for (const button of document.querySelectorAll("[data-how-to]"))
  button.addEventListener("click", () => dialog.showModal());
