// <one-reveal>: the word, the liars, the points; and <one-board>: how it stands between rounds and at the end.

import { people } from "game/one/people";
import { match, phase, play, round, sound, topics } from "game/one/play";
import { begun, board, citizens, dealt, pointed, points, scored, wanted, winner } from "game/one/rules";
import { clone, follow, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { store } from "lie/store";
import { fill, list } from "lie/words";

const WON = {
  liar_missed: () => gettext("Caught, and the word was not found. The citizens win."),
  spy_caught: () => gettext("The spy is caught. The citizens win."),
  liar_guessed: () => gettext("Caught, but the word was guessed. The liar wins."),
  liar_hidden: () => gettext("Nobody caught the liar. The liar wins."),
  citizen_accused: () => gettext("That was no liar. The liar wins."),
};

class Reveal extends LieElement {
  static watches = ["one"];

  wire() {
    this.on(part(this, "pointed"), "click", ({ target }) => this.#point(target.closest("[data-key]")));
    this.on(part(this, "go"), "click", () => play(scored(match())));
  }

  draw() {
    show(this, phase() === "reveal");
    if (phase() !== "reveal") return void (this.told = null);
    const { card, decoy, guess, ending, liars } = round();
    write(this, {
      title: fill(ngettext("%(names)s lied", "%(names)s lied", liars.length), { names: list(liars) }),
      won: WON[ending](),
      word: card.word,
      decoy: decoy ?? "",
      guess: guess ?? "",
      "who-pointed": fill(gettext("Who had pointed at %(names)s? One point each."), { names: list(wanted(match())) }),
    });
    show(part(this, "decoy-fact"), Boolean(decoy));
    show(part(this, "guess-fact"), Boolean(guess));
    show(part(this, "pointing"), !match().settings.secret);
    people(part(this, "pointed"), citizens(match()), {
      template: "one-chip",
      update: (node, name) =>
        node.firstElementChild.setAttribute("aria-pressed", String(round().pointed.includes(name))),
    });
    this.#drawRows();
    this.#sing();
  }

  #drawRows() {
    const gains = points(match());
    follow(part(this, "rows"), match().settings.names, {
      key: (name) => name,
      make: () => clone("one-row"),
      update: (node, name) => {
        const lies = round().liars.includes(name);
        part(node, "face").setAttribute("seed", name);
        requestAnimationFrame(() => part(node, "face").classList.toggle("face-lying", lies));
        write(node, { name, gain: `+${gains[name]}`, total: String(match().scores[name] + gains[name]) });
        show(part(node, "liar"), lies);
        show(part(node, "spy"), name === round().spy);
      },
    });
  }

  #sing() {
    if (this.told === match().number) return;
    this.told = match().number;
    store.set("game", { ...store.get("game"), reveal: { winner: winner(match()) } });
    sound("reveal");
  }

  #point(node) {
    if (node) play(pointed(match(), node.dataset.key));
  }
}

class Board extends LieElement {
  static watches = ["one", "topics"];

  wire() {
    this.on(part(this, "next"), "click", () => play(dealt(match(), topics())));
    this.on(part(this, "end"), "click", () => play({ ...match(), over: true }));
    this.on(part(this, "again"), "click", () => play(dealt(begun(match().settings, match().used), topics())));
    this.on(part(this, "close"), "click", () => play(null));
  }

  draw() {
    const over = phase() === "over";
    show(this, over || phase() === "next");
    if (this.hidden) return;
    const rows = board(match());
    const best = rows.filter(({ won }) => won).map(({ name }) => name);
    write(this, { title: over && best.length ? fill(gettext("%(names)s won"), { names: list(best) }) : gettext("How it stands") });
    write(this, { round: fill(gettext("After round %(n)s"), { n: match().number }) });
    follow(part(this, "rows"), rows, {
      key: ({ name }) => name,
      make: () => clone("one-rank"),
      update: (node, { name, score, won }) => {
        part(node, "face").setAttribute("seed", name);
        write(node, { name, score: String(score) });
        show(part(node, "crown"), won);
      },
    });
    for (const name of ["next", "end"]) show(part(this, name), !over);
    for (const name of ["again", "close"]) show(part(this, name), over);
    for (const name of ["next", "again"]) part(this, name).disabled = topics().length === 0;
  }
}

customElements.define("one-reveal", Reveal);
customElements.define("one-board", Board);
