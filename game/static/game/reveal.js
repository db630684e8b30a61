// <game-reveal>: the word, the guess, who voted for whom, and whether the deal was a fair one.

import { fingerprint, isFair, rememberDeals } from "game/fairness";
import { game } from "game/table";
import { clone, follow, mark, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { nameOf, nameOrYou } from "lie/people";
import { store } from "lie/store";

class Reveal extends LieElement {
  static watches = ["game", "player"];

  draw() {
    const reveal = game()?.phase === "reveal" ? game().reveal : null;
    if (!reveal) return;
    this.#facts(reveal);
    this.#fairness(reveal);
    const rows = game().seats.filter(
      (seat) => seat.player in reveal.votes || seat.player in reveal.points || seat.playing,
    );
    mark(this, { secret: isSecret() });
    follow(part(this, "rows"), rows, {
      key: (seat) => seat.player,
      make,
      update: (row, seat) => update(row, seat, reveal),
    });
  }

  #facts({ word, decoy, guesses }) {
    write(this, { word, decoy: decoy ?? "", guess: told(guesses) });
    show(part(this, "decoy-fact"), decoy !== null);
    show(part(this, "guess-fact"), guesses.length > 0);
  }

  #fairness(reveal) {
    if (this.checked === reveal.nonce) return;
    this.checked = reveal.nonce;
    const fair = isFair(reveal);
    mark(part(this, "fair"), { broken: !fair });
    write(this, {
      "fair-text": fair ? gettext("Dealt fairly: checked") : gettext("The cards are not those of the deal!"),
      fingerprint: fingerprint(),
      nonce: reveal.nonce,
    });
  }
}

/** The host wants votes to stay secret. */
const isSecret = () => Boolean(store.get("room")?.settings.anonymous);

/** All guesses, with names where several have guessed. */
function told(guesses) {
  const several = new Set(guesses.map((guess) => guess.player)).size > 1;
  const said = ({ player, text }) => (several ? `${nameOf(player)}: ` : "") + (text || gettext("(nothing)"));
  return guesses.map(said).join(" · ");
}

function make(seat) {
  const row = clone("reveal-row");
  part(row, "face").setAttribute("seed", seat.player);
  return row;
}

function update(row, { player, score }, { votes, liars, spies, points, verdict }) {
  const target = votes[player];
  const gained = points[player] ?? 0;
  write(row, {
    name: nameOrYou(player),
    target: target ? nameOrYou(target) : gettext("nobody"),
    answer: player in verdict ? (verdict[player] ? gettext("guilty") : gettext("not guilty")) : "",
    points: gained > 0 ? `+${gained}` : "0",
    total: String(score),
  });
  show(part(row, "liar"), liars.includes(player));
  show(part(row, "spy"), spies.includes(player));
  show(part(row, "right"), liars.includes(target));
  mark(row, { gained: gained > 0 });
}

rememberDeals();
customElements.define("game-reveal", Reveal);
