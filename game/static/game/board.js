// <game-board>: what everybody said, in the order of the turns; in a later lap what they said before, too.
// Beside it everybody notes, for himself, whom he takes for the liar.

import { game, hintOf, hintsOf, iAct, own, phase, players, seatOf } from "game/table";
import { act } from "lie/act";
import { clone, follow, mark, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe, nameOf, nameOrYou } from "lie/people";
import { fill } from "lie/words";

const SUSPECTING = new Set(["describing", "discussing", "voting", "runoff_talk", "runoff", "defence", "verdict"]);

class Board extends LieElement {
  static watches = ["game", "you", "player"];

  wire() {
    this.on(part(this, "lines"), "click", ({ target }) => suspect(target.closest(".board-suspect")));
  }

  draw() {
    show(part(this, "note"), mayMark() && own().suspect === null);
    follow(part(this, "lines"), speakers(), { key: (player) => player, make, update });
  }
}

/** Who describes in this lap, then who is out and has said something before. */
function speakers() {
  const { order = [], hints = [] } = game() ?? {};
  return [...new Set([...order, ...hints.map((hint) => hint.player)])];
}

function make(player) {
  const line = clone("board-line");
  part(line, "face").setAttribute("seed", player);
  return line;
}

const mayMark = () => SUSPECTING.has(phase()) && iAct();
const markable = (player) => mayMark() && !isMe(player) && players().some((seat) => seat.player === player);

/** A note to oneself; once more takes it back. */
function suspect(button) {
  if (!button) return;
  const { key } = button.closest(".board-line").dataset;
  act(button, "game.suspect", { target: own().suspect === key ? null : key });
}

const spoken = (hint) => hint.text || gettext("(silent)");

function update(line, player) {
  const hint = hintOf(player);
  const turn = phase() === "describing" && game().turn === player && !hint;
  const earlier = hintsOf(player).filter((other) => other !== hint);
  write(line, {
    name: nameOrYou(player),
    text: hint ? spoken(hint) : turn ? gettext("is thinking…") : "",
    earlier: earlier.map(spoken).join(" · "),
    "suspect-text": fill(gettext("I suspect %(name)s"), { name: nameOf(player) }),
  });
  part(line, "suspect").setAttribute("aria-pressed", String(own().suspect === player));
  show(part(line, "suspect"), markable(player));
  const out = Boolean(seatOf(player)?.out);
  mark(line, { turn, out, silent: hint?.text === "", waiting: !hint && !turn, me: isMe(player) });
}

customElements.define("game-board", Board);
