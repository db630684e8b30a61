// <game-board>: what everybody said, in the order of the turns.

import { game, hintOf, phase } from "game/table";
import { clone, follow, mark, part, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe, nameOrYou } from "lie/people";

class Board extends LieElement {
  static watches = ["game", "player"];

  draw() {
    const order = game()?.order ?? [];
    follow(part(this, "lines"), order, { key: (player) => player, make, update });
  }
}

function make(player) {
  const line = clone("board-line");
  part(line, "face").setAttribute("seed", player);
  return line;
}

function update(line, player) {
  const hint = hintOf(player);
  const turn = phase() === "describing" && game().turn === player && !hint;
  write(line, {
    name: nameOrYou(player),
    text: hint ? hint.text || gettext("(silent)") : turn ? gettext("is thinking…") : "",
  });
  mark(line, { turn, silent: hint?.text === "", waiting: !hint && !turn, me: isMe(player) });
}

customElements.define("game-board", Board);
