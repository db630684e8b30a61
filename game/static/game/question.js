// <game-question>: guilty or not, near enough or not.  Everybody sees how many have answered, nobody what.

import { asking, game, iAnswer, own, phase, players } from "game/table";
import { act } from "lie/act";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { fill } from "lie/words";

const CHOICES = {
  verdict: () => ({ yes: gettext("Guilty"), no: gettext("Not guilty") }),
  ruling: () => ({ yes: gettext("Counts as right"), no: gettext("Wrong word") }),
};

class Question extends LieElement {
  static watches = ["game", "you", "player"];

  wire() {
    for (const [name, yes] of Object.entries({ yes: true, no: false })) {
      const button = part(this, name);
      this.on(button, "click", () => act(button, "game.answer_question", { yes, number: game().number }));
    }
  }

  draw() {
    if (!asking()) return;
    const { plea, near } = game();
    const said = phase() === "verdict" ? plea : near;
    show(part(this, "said"), Boolean(said));
    show(part(this, "answers"), iAnswer());
    part(this, "yes").setAttribute("aria-pressed", String(own().answer === true));
    part(this, "no").setAttribute("aria-pressed", String(own().answer === false));
    write(this, { said: said ?? "", count: count() });
    const { yes, no } = CHOICES[phase()]();
    write(this, { "yes-text": yes, "no-text": no });
  }
}

function count() {
  const asked = players().filter((seat) => seat.player !== game().turn);
  const answered = asked.filter((seat) => seat.voted).length;
  return fill(gettext("%(answered)s of %(all)s have answered"), { answered, all: asked.length });
}

customElements.define("game-question", Question);
