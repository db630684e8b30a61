// <room-audience>: how many watch, and who.  The host decides whether anybody may, and sends single ones away.

import { act } from "lie/act";
import { clone, follow, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";

class Audience extends LieElement {
  static watches = ["room", "player"];

  wire() {
    const allowed = part(this, "allowed");
    this.on(allowed, "change", () => this.#allow(allowed, "rooms.allow_watching"));
    const late = part(this, "late");
    this.on(late, "change", () => this.#allow(late, "rooms.allow_late_sight"));
    this.on(part(this, "list"), "click", ({ target }) => this.#sendOut(target.closest(".onlooker-out")));
    this.on(document, "click", ({ target }) => this.contains(target) || this.#fold());
    this.on(this, "keydown", ({ key }) => key === "Escape" && this.#fold());
  }

  draw() {
    const room = store.get("room");
    if (!room?.audience) return;
    const { spectators, allowed, late } = room.audience;
    const here = spectators.filter((spectator) => !spectator.away).length;
    const host = isMe(room.host);
    show(this, spectators.length > 0 || (host && !room.playing));
    show(part(this, "allow"), host);
    part(this, "allowed").checked = allowed;
    show(part(this, "late-row"), host && allowed && !room.playing);
    part(this, "late").checked = late;
    show(part(this, "late-note"), late && !(host && !room.playing));
    write(this, { count: String(here), title: title(here, allowed) });
    follow(part(this, "list"), spectators, {
      key: (spectator) => spectator.player,
      make: onlooker,
      update: (node, spectator) => update(node, spectator, { host, spectators }),
    });
  }

  #fold() {
    part(this, "menu").open = false;
  }

  async #allow(control, wish) {
    if (!(await act(control, wish, { allowed: control.checked }))) this.draw();
  }

  #sendOut(button) {
    if (button) act(button, "rooms.kick_player", { player: button.closest(".onlooker").dataset.key });
  }
}

function title(here, allowed) {
  if (!allowed) return gettext("Nobody may watch");
  return here
    ? fill(ngettext("%(n)s is watching", "%(n)s are watching", here), { n: here })
    : gettext("Nobody is watching");
}

function onlooker({ player }) {
  const node = clone("onlooker");
  part(node, "face").setAttribute("seed", player);
  return node;
}

function update(node, { nickname, player, waiting, away }, { host, spectators }) {
  const place = spectators.filter((other) => other.waiting).findIndex((other) => other.player === player) + 1;
  write(node, {
    name: isMe(player) ? gettext("You") : nickname,
    place: fill(gettext("%(place)s. in line"), { place }),
    "out-text": fill(gettext("Remove %(name)s"), { name: nickname }),
  });
  node.toggleAttribute("data-away", away);
  show(part(node, "place"), waiting);
  show(part(node, "out"), host);
}

customElements.define("room-audience", Audience);
