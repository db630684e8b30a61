// <game-pause>: who wants a pause, and the way out of one.  <game-pause-ask>: the entry in the menu.

import { game, iPlay, paused, people, phase } from "game/table";
import { act } from "lie/act";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe, nameOf } from "lie/people";
import { fill, list } from "lie/words";

const wanted = () => game()?.pausing ?? [];
const iWant = () => wanted().some(isMe);
const ask = (control) => act(control, "game.ask_pause", { wanted: !iWant() });
const mayAsk = () => phase() !== "lobby" && iPlay() && !paused();

class Pause extends LieElement {
  static watches = ["game", "player"];

  wire() {
    const [join, resume] = [part(this, "join"), part(this, "resume")];
    this.on(join, "click", () => ask(join));
    this.on(resume, "click", () => act(resume, "game.resume_match"));
  }

  draw() {
    const byPlayers = game()?.pause?.reason === "players";
    const waiting = !paused() && wanted().length > 0;
    show(this, waiting || (byPlayers && iPlay()));
    show(part(this, "who"), waiting);
    show(part(this, "join"), waiting && iPlay());
    show(part(this, "resume"), byPlayers && iPlay());
    if (waiting) write(this, { who: who(), "join-text": iWant() ? gettext("Play on") : gettext("Pause too") });
  }
}

function who() {
  const lacking = people().length - wanted().length;
  const others = wanted().filter((player) => !isMe(player));
  const sentence = others.length
    ? fill(ngettext("%(names)s wants a pause.", "%(names)s want a pause.", others.length), {
        names: list(others.map(nameOf)),
      })
    : gettext("You want a pause.");
  const rest = fill(ngettext("%(n)s more has to agree.", "%(n)s more have to agree.", lacking), { n: lacking });
  return `${sentence} ${rest}`;
}

class PauseAsk extends LieElement {
  static watches = ["game", "player"];

  wire() {
    const button = part(this, "ask");
    this.on(button, "click", () => {
      ask(button);
      this.closest("details")?.removeAttribute("open");
    });
  }

  draw() {
    show(this, mayAsk());
    write(this, { text: iWant() ? gettext("No pause after all") : gettext("Pause the game") });
  }
}

customElements.define("game-pause", Pause);
customElements.define("game-pause-ask", PauseAsk);
