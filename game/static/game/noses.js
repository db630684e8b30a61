// <game-noses>: with the reveal, whom everybody had suspected, and from when on.

import { game } from "game/table";
import { clone, follow, mark, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { nameOf, nameOrYou } from "lie/people";
import { fill, list } from "lie/words";

const VOTES = new Set(["voting", "runoff"]);

class Noses extends LieElement {
  static watches = ["game", "player"];

  draw() {
    const marks = game()?.phase === "reveal" ? (game().reveal?.suspicions ?? []) : [];
    show(this, marks.length > 0);
    if (marks.length === 0) return;
    write(this, { first: firstWords(marks, game().reveal.liars) });
    follow(part(this, "rows"), [...new Set(marks.map((one) => one.player))], {
      key: (player) => player,
      make: () => clone("nose-row"),
      update: (row, player) => update(row, player, marks),
    });
  }
}

function update(row, player, marks) {
  write(row, { name: nameOrYou(player) });
  const own = marks.filter((one) => one.player === player);
  follow(part(row, "trail"), own, { key: ({ phase, hints }) => `${phase}-${hints}`, make, update: fillMark });
}

function make({ target }) {
  const node = clone("nose-mark");
  part(node, "face").setAttribute("seed", target ?? "");
  return node;
}

function fillMark(node, { target, hints, phase }) {
  write(node, { when: when(phase, hints), who: target ? nameOrYou(target) : gettext("nobody") });
  show(part(node, "face"), target !== null);
  mark(node, { right: game().reveal.liars.includes(target) });
}

function when(phase, hints) {
  if (VOTES.has(phase)) return gettext("at the vote");
  if (phase !== "describing") return gettext("in the talk");
  if (hints === 0) return gettext("from the start");
  return fill(ngettext("after %(n)s line", "after %(n)s lines", hints), { n: hints });
}

/** Who came first to the suspicion that was right, and kept it: as game/feats.py has it. */
function firstWords(marks, liars) {
  const last = new Map(marks.map((one) => [one.player, one]));
  const sure = [...last.values()].filter(({ player, target }) => liars.includes(target) && !liars.includes(player));
  if (sure.length === 0) return gettext("Nobody was on the right track in the end.");
  const least = Math.min(...sure.map(({ hints }) => hints));
  const names = list(sure.filter(({ hints }) => hints === least).map(({ player }) => nameOf(player)));
  if (least === 0) return fill(gettext("The best nose: %(names)s, from the start."), { names });
  const words = ngettext("The best nose: %(names)s, after %(n)s line.", "The best nose: %(names)s, after %(n)s lines.", least);
  return fill(words, { names, n: least });
}

customElements.define("game-noses", Noses);
