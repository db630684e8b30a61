// <game-over>: the faces of those who won, and what else is told of the match, until the next one.

import { game, phase } from "game/table";
import { clone, follow, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { nameOrYou } from "lie/people";
import { fill, list } from "lie/words";

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
    follow(part(this, "awards"), table.awards, { key: ({ kind }) => kind, make: award, update: told });
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

const AWARDS = {
  lies: (n) => ({
    title: gettext("Best liar"),
    why: fill(ngettext("lied unseen in %(n)s round", "lied unseen in %(n)s rounds", n), { n }),
  }),
  nose: (n) => ({
    title: gettext("Best nose"),
    why: fill(ngettext("first on the track in %(n)s round", "first on the track in %(n)s rounds", n), { n }),
  }),
  right: (n) => ({
    title: gettext("Sharp eye"),
    why: fill(ngettext("voted right %(n)s time", "voted right %(n)s times", n), { n }),
  }),
  blamed: (n) => ({
    title: gettext("Scapegoat"),
    why: fill(ngettext("%(n)s vote against the truth", "%(n)s votes against the truth", n), { n }),
  }),
};

const award = () => clone("award");

function told(node, { kind, players, count }) {
  part(node, "face").setAttribute("seed", players[0]);
  write(node, { ...AWARDS[kind](count), who: list(players.map(nameOrYou)) });
}

customElements.define("game-over", Over);
