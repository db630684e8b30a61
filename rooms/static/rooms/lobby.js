// <room-lobby>: ready or not, and what the start still waits for.

import { act } from "lie/act";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe, nameOrYou } from "lie/people";
import { store } from "lie/store";
import { fill, list } from "lie/words";
import { FEWEST } from "rooms/chips";

class Lobby extends LieElement {
  static watches = ["room", "player"];

  wire() {
    const [start, ready] = [part(this, "start"), part(this, "ready")];
    this.on(start, "click", () => store.get("room").can_start && act(start, "rooms.start_game"));
    this.on(ready, "click", () =>
      act(ready, "rooms.set_ready", { ready: ready.getAttribute("aria-pressed") !== "true" }),
    );
  }

  draw() {
    const room = store.get("room");
    show(part(this, "show"), Boolean(room?.show));
    const me = room?.members.find((member) => isMe(member.player));
    if (!me) return;
    const host = isMe(room.host);
    show(part(this, "start"), host);
    part(this, "start").setAttribute("aria-disabled", String(!room.can_start));
    show(part(this, "ready"), !host);
    part(this, "ready").setAttribute("aria-pressed", String(me.ready));
    write(this, {
      "ready-text": me.ready ? gettext("You are ready") : gettext("I am ready"),
      missing: missing(room),
    });
  }
}

/** Who is away is not waited for, and does not count either. */
function missing(room) {
  const present = room.members.filter((member) => !member.away);
  const lacking = FEWEST[room.settings.mode] - present.length;
  if (lacking > 0)
    return fill(
      ngettext(
        "%(n)s more player is needed: send the link, or let the host add bots.",
        "%(n)s more players are needed: send the link, or let the host add bots.",
        lacking,
      ),
      { n: lacking },
    );
  const waiting = present.filter((member) => !member.ready && member.player !== room.host);
  if (waiting.length > 0)
    return fill(gettext("Waiting for: %(names)s"), {
      names: list(waiting.map((member) => nameOrYou(member.player))),
    });
  if (!isMe(room.host)) return gettext("All are ready. The host starts the game.");
  return present.some((member) => !member.bot && member.player !== room.host)
    ? gettext("All are ready. It is yours to start; in two minutes the room passes on.")
    : gettext("All are ready. It is yours to start.");
}

customElements.define("room-lobby", Lobby);
