// <open-rooms>: the public list.  Rooms are pushed; what is not among them is found by asking.

import { fetchJson } from "lie/api";
import { clone, follow, part, show, write } from "lie/dom";
import { Socket } from "lie/socket";
import { fill } from "lie/words";
import { asQuery, isWished, order, wishOf } from "rooms/found";

const LANGUAGES = { ko: "한국어", en: "English" };
const FEW = 1; // rooms among which nobody has to look
const TYPING = 250; // ms after the last letter
const DOORS = ["password", "approval", "locked"];

class OpenRooms extends HTMLElement {
  #rooms = new Map(); // code -> room: all that are pushed
  #asked = new Map(); // what this wish has found beyond them
  #total = 0;
  #pages = 1;
  #page = 0;

  connectedCallback() {
    this.finder = part(this, "finder");
    this.finder.addEventListener("submit", (event) => event.preventDefault());
    this.finder.addEventListener("input", () => this.#wish());
    part(this, "clear").addEventListener("click", () => this.#clear());
    part(this, "more").addEventListener("click", () => this.#ask(this.#page + 1));
    this.#look();
  }

  #look() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new Socket({
      url: `${scheme}://${location.host}/ws/lobby/`,
      ticket: async () => "lobby",
      onFrame: (frame) => frame.type === "lobby" && this.#take(frame),
      onState: ({ status }) => this.toggleAttribute("data-stale", status === "lost"),
    });
    socket.onPing = () => socket.send({ id: "lobby-ping", type: "ping" });
    socket.open();
    addEventListener("online", () => socket.nudge());
    document.addEventListener("visibilitychange", () => document.hidden || socket.nudge());
  }

  #take({ rooms, gone, total, now, whole }) {
    if (whole) this.#rooms.clear();
    for (const code of gone) {
      this.#rooms.delete(code);
      this.#asked.delete(code);
    }
    for (const room of rooms) this.#rooms.set(room.code, room);
    this.#total = total;
    this.#tell(now);
    this.#draw();
    if (whole && this.#beyond) this.#ask(1);
  }

  /** There are rooms that are not pushed. */
  get #beyond() {
    return this.#total > this.#rooms.size;
  }

  #tell({ rooms, people }) {
    const text = ngettext("%(n)s person here now, rooms: %(rooms)s", "%(n)s people here now, rooms: %(rooms)s", people);
    show(part(this, "now"), people > 0);
    write(this, { "now-text": fill(text, { n: people, rooms }) });
  }

  #wish() {
    this.#asked.clear();
    this.#page = 0;
    this.#draw();
    clearTimeout(this.typing);
    if (this.#beyond) this.typing = setTimeout(() => this.#ask(1), TYPING);
  }

  #clear() {
    this.finder.reset();
    this.#wish();
    this.finder.querySelector("[name=q]").focus();
  }

  /** A page of what the server finds; an answer to an older wish is dropped. */
  async #ask(page) {
    const wish = asQuery(wishOf(this.finder));
    const url = `${this.dataset.url}?${wish}&page=${page}`;
    const answer = await fetchJson(url).catch(() => null); // what is pushed stays
    if (!answer || wish !== asQuery(wishOf(this.finder))) return;
    [this.#page, this.#pages] = [page, answer.pages];
    for (const room of answer.rooms) this.#asked.set(room.code, room);
    this.#draw();
  }

  #draw() {
    const wish = wishOf(this.finder);
    const all = [...new Map([...this.#asked, ...this.#rooms]).values()];
    const found = order(
      all.filter((room) => isWished(room, wish)),
      wish.sort,
    );
    follow(part(this, "rooms"), found, { key: (room) => room.code, make, update });
    show(this.finder, this.#total > FEW);
    show(part(this, "more"), this.#beyond && this.#page > 0 && this.#page < this.#pages);
    this.#tellNone(found.length);
  }

  #tellNone(count) {
    const none = this.#total === 0;
    show(part(this, "none"), count === 0);
    show(part(this, "clear"), !none);
    write(this, {
      "none-text": none
        ? gettext("No open room at the moment. Make one, and it shows up here for everybody.")
        : gettext("No room is like that just now."),
      count: fill(ngettext("%(n)s room", "%(n)s rooms", count), { n: count }),
    });
  }
}

function make(room) {
  const row = clone("open-room");
  part(row, "face").setAttribute("seed", room.code);
  return row;
}

function update(row, room) {
  part(row, "link").href = `/r/${room.code}`;
  write(row, {
    code: room.code,
    host: room.host,
    language: LANGUAGES[room.language],
    seats: `${room.members}/${room.capacity}`,
  });
  for (const door of DOORS) show(part(row, door), room[door]);
  for (const mode of ["fool", "spy"]) show(part(row, mode), room.mode === mode);
  show(part(row, "playing"), room.playing);
  seat(part(row, "chairs"), room);
}

/** A chair for everybody, taken or free. */
function seat(chairs, { members, capacity }) {
  while (chairs.children.length < capacity) chairs.append(document.createElement("i"));
  while (chairs.children.length > capacity) chairs.lastChild.remove();
  [...chairs.children].forEach((chair, number) => chair.toggleAttribute("data-taken", number < members));
}

customElements.define("open-rooms", OpenRooms);
