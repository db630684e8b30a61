// <game-board>: what everybody said, in the order of the turns; in a later lap what they said before, too.

import { game, hintOf, hintsOf, phase, seatOf } from "game/table";
import { clone, follow, mark, part, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe, nameOrYou } from "lie/people";

class Board extends LieElement {
  static watches = ["game", "player"];

  draw() {
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

const spoken = (hint) => hint.text || gettext("(silent)");

function update(line, player) {
  const hint = hintOf(player);
  const turn = phase() === "describing" && game().turn === player && !hint;
  const earlier = hintsOf(player).filter((other) => other !== hint);
  write(line, {
    name: nameOrYou(player),
    text: hint ? spoken(hint) : turn ? gettext("is thinking…") : "",
    earlier: earlier.map(spoken).join(" · "),
  });
  const out = Boolean(seatOf(player)?.out);
  mark(line, { turn, out, silent: hint?.text === "", waiting: !hint && !turn, me: isMe(player) });
}

customElements.define("game-board", Board);
