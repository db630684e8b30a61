// <one-vote>: the table points and taps who it is; or the device goes round once more, and each taps in secret.

import { people, portrait } from "game/one/people";
import { match, phase, play, round } from "game/one/play";
import { accused, choices, playing, voted, voter } from "game/one/rules";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { fill, list } from "lie/words";

class Vote extends LieElement {
  static watches = ["one"];

  wire() {
    this.on(part(this, "mine"), "click", () => this.#uncover());
    this.on(part(this, "choices"), "click", ({ target }) => this.#choose(target.closest("[data-key]")));
    this.on(part(this, "nobody"), "click", () => this.#set(null));
    this.on(part(this, "sure"), "click", () => this.#done());
  }

  draw() {
    show(this, phase() === "vote");
    if (phase() !== "vote") return;
    const { secret } = match().settings;
    const name = secret ? voter(match()) : null;
    if (this.asked !== name || !secret) this.open = false;
    this.asked = name;
    const covered = secret && !this.open;
    show(part(this, "cover"), covered);
    show(part(this, "cover-go"), covered);
    show(part(this, "ballot"), !covered);
    write(this, { title: this.#title(name, covered), hint: this.#hint() });
    if (covered) portrait(this, name);
    if (!covered) this.#drawChoices(name);
  }

  #title(name, covered) {
    if (name === null) return gettext("On three, all point");
    return covered ? fill(gettext("Give the phone to %(name)s"), { name }) : fill(gettext("%(name)s, who lies?"), { name });
  }

  #hint() {
    if (!match().settings.secret)
      return gettext("Tap whom most point at. At a tie, point again; still a tie is nobody.");
    const { among, again } = round();
    if (among) return fill(gettext("A tie. Only %(names)s can be chosen now."), { names: list(among) });
    return again ? gettext("Nobody had two votes. Once more.") : "";
  }

  #drawChoices(name) {
    const names = name === null ? playing(match()) : choices(match(), name);
    people(part(this, "choices"), names, {
      template: "one-choice",
      update: (node, key) => node.firstElementChild.setAttribute("aria-pressed", String(this.chosen === key)),
    });
    part(this, "nobody").setAttribute("aria-pressed", String(this.chosen === null));
    part(this, "sure").disabled = this.chosen === undefined;
  }

  #uncover() {
    this.open = true;
    this.#set(undefined);
  }

  #choose(node) {
    if (node) this.#set(node.dataset.key);
  }

  #set(chosen) {
    this.chosen = chosen;
    this.draw();
  }

  #done() {
    const { chosen } = this;
    [this.chosen, this.open] = [undefined, false];
    play((match().settings.secret ? voted : accused)(match(), chosen));
  }
}

customElements.define("one-vote", Vote);
