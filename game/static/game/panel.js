// <game-panel>: the one place to look for "what now".  Shows the parts of the phase and says when it changes.

import { asking, game, isMyTurn, paused, phase, voting } from "game/table";
import { lines, whereabouts } from "game/lines";
import { mark, part, write } from "lie/dom";
import { LieElement } from "lie/element";
import { say } from "lie/say";

class Panel extends LieElement {
  static watches = ["game", "room", "you", "player"];

  draw() {
    const { title, lead } = lines();
    write(this, { title, lead, ...whereabouts() });
    document.body.dataset.phase = phase();
    mark(document.body, { paused: paused() });
    mark(this, { mine: isMyTurn() });
    for (const node of this.querySelectorAll("[data-phases]"))
      node.classList.toggle("elsewhere", !node.dataset.phases.split(" ").includes(phase()));
    if (game()) this.#arrive(title, lead);
  }

  /** A new phase: told to those who do not see it, and the focus brought here, unless somebody is typing. */
  #arrive(title, lead) {
    const before = this.seen;
    this.seen = { number: game().number, extended: game().extended, paused: paused() };
    if (before === undefined || before.number === this.seen.number) return;
    if (this.seen.extended && !before.extended) return say(gettext("There is more time now."));
    say(`${part(this, "news").textContent} ${title}. ${lead}`.trim());
    if (isMyTurn() || voting() || asking()) document.dispatchEvent(new CustomEvent("lie:attention"));
    if (isTyping() || this.seen.paused !== before.paused) return;
    scrollTo({ top: 0 });
    (this.#field() ?? part(this, "title")).focus({ preventScroll: true });
  }

  /** The phase's own text field, when it is ours to fill. */
  #field() {
    return [...this.querySelectorAll("form input")].find((input) => input.checkVisibility());
  }
}

const isTyping = () => document.activeElement?.matches("input") && document.activeElement.value !== "";

customElements.define("game-panel", Panel);
