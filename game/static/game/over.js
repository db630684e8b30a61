// <game-over>: the faces of those who won, until the next match.

import { game, phase } from "game/table";
import { clone, follow, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { nameOrYou } from "lie/people";
import { fill } from "lie/words";

const SHOWN = 3; // the tiles have everybody's points

class Over extends LieElement {
  static watches = ["game", "player"];

  draw() {
    const table = game();
    const over = phase() === "lobby" && table?.winners.length > 0;
    show(this, over);
    if (!over) return;
    const ranked = [...table.seats].sort((a, b) => b.score - a.score).slice(0, SHOWN);
    follow(part(this, "podium"), ranked, {
      key: (seat) => seat.player,
      make,
      update: (place, seat) => update(place, seat, table.winners),
    });
  }
}

function make(seat) {
  const place = clone("podium-place");
  part(place, "face").setAttribute("seed", seat.player);
  return place;
}

function update(place, { player, score }, winners) {
  write(place, {
    name: nameOrYou(player),
    score: fill(ngettext("%(n)s point", "%(n)s points", score), { n: score }),
  });
  place.toggleAttribute("data-won", winners.includes(player));
}

customElements.define("game-over", Over);
