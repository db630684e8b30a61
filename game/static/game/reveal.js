// <game-reveal>: the word, the guess, and who voted for whom.

import { game } from "game/table";
import { clone, follow, mark, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { nameOrYou } from "lie/people";

class Reveal extends LieElement {
  static watches = ["game", "player"];

  draw() {
    const reveal = game()?.reveal;
    if (!reveal) return;
    write(this, { word: reveal.word, guess: reveal.guess || gettext("(nothing)") });
    show(part(this, "guess-fact"), reveal.guess !== null);
    const rows = game().seats.filter(
      (seat) => seat.player in reveal.votes || seat.player in reveal.points || seat.playing,
    );
    follow(part(this, "rows"), rows, {
      key: (seat) => seat.player,
      make,
      update: (row, seat) => update(row, seat, reveal),
    });
  }
}

function make(seat) {
  const row = clone("reveal-row");
  part(row, "face").setAttribute("seed", seat.player);
  return row;
}

function update(row, { player, score }, { votes, liars, points }) {
  const target = votes[player];
  const gained = points[player] ?? 0;
  write(row, {
    name: nameOrYou(player),
    target: target ? nameOrYou(target) : gettext("nobody"),
    points: gained > 0 ? `+${gained}` : "0",
    total: String(score),
  });
  show(part(row, "liar"), liars.includes(player));
  show(part(row, "right"), liars.includes(target));
  mark(row, { gained: gained > 0 });
}

customElements.define("game-reveal", Reveal);
