// <pack-choice>: which word packs the next match is dealt from.  Asked for when the host opens the sheet.

import { act } from "lie/act";
import { fetchJson } from "lie/api";
import { follow, part, show } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";

class PackChoice extends LieElement {
  static watches = ["room", "player"];
  #packs = [];
  #asked = "";

  wire() {
    this.on(part(this, "list"), "change", (event) => this.#choose(event.target));
    this.on(part(this, "all"), "click", (event) => act(event.currentTarget, "rooms.choose_packs", { packs: [] }));
  }

  draw() {
    const room = store.get("room");
    if (!room) return;
    show(this, isMe(room.host) || room.packs.length > 0);
    const asked = `${room.language}:${room.packs}:${room.host}`;
    if (asked !== this.#asked && !this.hidden) this.#ask(room, asked);
    this.#fill(room);
  }

  async #ask({ language, packs }, asked) {
    this.#asked = asked;
    const query = new URLSearchParams({ language, keys: packs.join(",") });
    this.#packs = (await fetchJson(`/api/packs?${query}`).catch(() => ({ packs: this.#packs }))).packs;
    if (asked === this.#asked) this.#fill(store.get("room"));
  }

  #fill(room) {
    const chosen = new Set(room.packs);
    const mine = isMe(room.host) && !room.playing;
    const shown = this.#packs.filter((pack) => mine || chosen.has(pack.key));
    follow(part(this, "list"), shown, { key: (pack) => pack.key, make, update: (node, pack) => mark(node, pack, chosen, mine) });
    const titles = this.#packs.filter((pack) => chosen.has(pack.key)).map((pack) => pack.title);
    part(this, "chosen").textContent = titles.length ? fill(gettext("Words: %(titles)s"), { titles: titles.join(", ") }) : gettext("Words: all topics");
    show(part(this, "all"), mine && chosen.size > 0);
  }

  /** One press, one wish.  What is refused springs back. */
  async #choose(box) {
    const chosen = new Set(store.get("room").packs);
    if (box.checked) chosen.add(box.value);
    else chosen.delete(box.value);
    if (!(await act(box, "rooms.choose_packs", { packs: [...chosen] }))) this.draw();
  }
}

function make(pack) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", value: pack.key });
  const text = document.createElement("span");
  label.className = "pack-pick";
  label.append(box, text);
  item.append(label);
  return item;
}

function mark(node, pack, chosen, mine) {
  const box = node.querySelector("input");
  Object.assign(box, { checked: chosen.has(pack.key), disabled: !mine });
  node.querySelector("span").textContent = `${pack.title} · ${pack.words}`;
  node.firstElementChild.toggleAttribute("data-own", pack.kind === "own");
}

customElements.define("pack-choice", PackChoice);
