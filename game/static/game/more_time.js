// <game-more-time>: half a minute more, once in a phase, when more than half of the people ask for it.

import { game, iPlay, paused, people, phase } from "game/table";
import { act } from "lie/act";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe } from "lie/people";
import { fill } from "lie/words";

const STRETCHABLE = new Set(["discussing", "voting", "runoff_talk", "runoff", "defence", "verdict"]);

class MoreTime extends LieElement {
  static watches = ["game", "player"];

  wire() {
    const ask = part(this, "ask");
    this.on(ask, "click", () => this.#asked() || act(ask, "game.ask_more_time"));
  }

  draw() {
    const open = STRETCHABLE.has(phase()) && iPlay() && !paused() && !game().extended;
    show(this, open);
    if (!open) return;
    part(this, "ask").setAttribute("aria-pressed", String(this.#asked()));
    const [asked, all] = [game().more_time.length, people().length];
    write(this, {
      count: asked > 0 ? `${asked}/${all}` : "",
      meaning: fill(gettext("More time: %(asked)s of %(all)s want it"), { asked, all }),
    });
  }

  #asked() {
    return game().more_time.some(isMe);
  }
}

customElements.define("game-more-time", MoreTime);
