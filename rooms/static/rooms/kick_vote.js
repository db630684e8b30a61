// <kick-vote>: the others decide whether somebody goes.  Who it is about only watches.

import { act } from "lie/act";
import { clock } from "lie/clock";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { faceOf } from "lie/face";
import { isMe, nameOf, nameOrYou } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";

const TICK = 250;

class KickVote extends LieElement {
  static watches = ["room", "player"];

  #about = null;
  #mine = null;
  #whole = 0; // ms that were left when this page first saw the vote

  wire(signal) {
    const ticking = setInterval(() => this.#tick(), TICK);
    signal.addEventListener("abort", () => clearInterval(ticking));
    for (const [name, yes] of [["yes", true], ["no", false]])
      this.on(part(this, name), "click", () => this.#cast(part(this, name), yes));
  }

  draw() {
    const room = store.get("room");
    const vote = room?.kick_vote;
    show(this, Boolean(vote));
    if (!vote) return;
    this.#face(vote);
    write(this, { question: question(vote), count: fill(gettext("%(yes)s of %(needed)s votes"), vote) });
    const member = room.members.find(({ player }) => isMe(player));
    show(part(this, "answers"), Boolean(member) && !isMe(vote.player) && !member.leaving);
    if (!vote.voted.some(isMe)) this.#mine = null;
    else if (isMe(vote.by)) this.#mine ??= true;
    part(this, "yes").setAttribute("aria-pressed", String(this.#mine === true));
    part(this, "no").setAttribute("aria-pressed", String(this.#mine === false));
    this.#tick();
  }

  /** The server ends it; this only shows how soon. */
  #tick() {
    const left = clock.left(store.get("room")?.kick_vote?.deadline ?? null);
    show(part(this, "time"), left !== null);
    if (left === null) return;
    write(this, { time: String(Math.ceil(left / 1000)) });
    this.style.setProperty("--left", this.#whole ? left / this.#whole : 0);
  }

  #face({ number, player, deadline }) {
    if (this.#about === number) return;
    this.#about = number;
    this.#mine = null;
    this.#whole = clock.left(deadline);
    part(this, "face").replaceChildren(faceOf(player));
  }

  async #cast(button, yes) {
    const { number } = store.get("room").kick_vote;
    if (await act(button, "rooms.cast_kick_vote", { number, yes })) this.#mine = yes;
    this.draw();
  }
}

function question({ player, by }) {
  if (isMe(player)) return gettext("The others are voting on whether you stay.");
  return fill(gettext("%(by)s: shall %(name)s go?"), { by: nameOrYou(by), name: nameOf(player) });
}

customElements.define("kick-vote", KickVote);
