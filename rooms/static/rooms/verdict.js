// <room-verdict>: whom the audience had taken for the liar, told with the reveal; and its best guessers.

import { clone, follow, mark, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe, nameOf } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";

class Verdict extends LieElement {
  static watches = ["room", "game", "player"];

  draw() {
    const { counted, board = [] } = store.get("room")?.audience ?? {};
    const phase = store.get("game")?.phase ?? "lobby";
    const told = phase === "reveal" && counted !== null && counted?.round === store.get("game").round;
    const over = phase === "lobby" && board.length > 0;
    show(this, told || over);
    show(part(this, "guessed"), told);
    if (!told && !over) return;
    const guessed = told ? Object.entries(counted.guessed).sort((a, b) => b[1] - a[1]) : [];
    const all = guessed.reduce((sum, [, number]) => sum + number, 0);
    write(this, { title: told ? said(counted.right, all) : gettext("Best of the audience") });
    follow(part(this, "guessed"), guessed, { key: ([player]) => player, make: suspicion, update: (node, entry) => fillBar(node, entry, all) });
    follow(part(this, "board"), board, { key: ({ player }) => player, make: () => clone("predictor"), update: rank });
  }
}

const said = (right, all) => fill(gettext("The audience: %(right)s of %(all)s were right"), { right, all });

function suspicion([player]) {
  const node = clone("suspicion");
  part(node, "face").setAttribute("seed", player);
  return node;
}

function fillBar(node, [player, number], all) {
  write(node, { name: nameOf(player), number: String(number) });
  part(node, "bar").style.setProperty("--share", number / all);
  mark(node, { lying: store.get("game").reveal?.liars.includes(player) });
}

function rank(node, { player, nickname, points }) {
  write(node, {
    name: isMe(player) ? gettext("You") : nickname,
    points: fill(ngettext("%(n)s point", "%(n)s points", points), { n: points }),
  });
}

customElements.define("room-verdict", Verdict);
