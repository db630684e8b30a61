// What the host may do to the chat between rounds, and what it is to be muted.

import { clockTime } from "chat/notices";
import { act } from "lie/act";
import { mark, part } from "lie/dom";
import { isMe } from "lie/people";
import { store } from "lie/store";
import { fill } from "lie/words";

const MINUTES = 10; // of a mute by the host
const MUTES = new Set(["player_muted", "player_unmuted"]);
const newest = (messages, wanted) => messages.findLast(wanted)?.about;

export class Moderation {
  #timer = null;

  /** ``box``: the chat; listens to its lines' buttons and to the choice of the filter. */
  constructor(box, on) {
    this.box = box;
    this.placeholder = this.#input.placeholder;
    on(part(box, "lines"), "click", ({ target }) => this.#press(target.closest("[data-act]")));
    on(part(box, "filter"), "change", ({ target }) => act(target, "chat.set_filter", { level: target.value }));
  }

  get #input() {
    return part(this.box, "form").elements.text;
  }

  draw(messages) {
    const room = store.get("room");
    mark(this.box, { moderates: room && isMe(room.host) && !room.playing });
    part(this.box, "filter").value = newest(messages, ({ notice }) => notice === "filter_set")?.level ?? "mild";
    const mine = newest(messages, ({ notice, about }) => MUTES.has(notice) && isMe(about.player));
    this.#mute(Number(mine?.until ?? 0));
    this.#offerUnmute(messages);
  }

  /** Beside the line that tells of the mute; whoever writes meanwhile is muted no longer. */
  #offerUnmute(messages) {
    const last = new Map(
      messages.filter(({ notice }) => MUTES.has(notice)).map(({ number, about }) => [about.player, { number, about }]),
    );
    const lasting = [...last.values()].filter(({ about }) => Number(about.until) > Date.now());
    const numbers = new Set(lasting.map(({ number }) => String(number)));
    for (const line of part(this.box, "lines").children) mark(line, { muted: numbers.has(line.dataset.key) });
  }

  /** Until then this player cannot write; the server holds him to it. */
  #mute(until) {
    clearTimeout(this.#timer);
    const left = until - Date.now();
    this.#input.disabled = left > 0;
    this.#input.placeholder =
      left > 0 ? fill(gettext("You cannot write until %(time)s."), { time: clockTime(until) }) : this.placeholder;
    if (left > 0) this.#timer = setTimeout(() => this.#mute(until), Math.min(left, 60_000));
  }

  #press(button) {
    const line = button?.closest(".chat-line");
    if (!line) return;
    if (button.dataset.act === "hide") act(button, "chat.hide_line", { number: Number(line.dataset.key) });
    else act(button, "chat.mute_player", { player: line.dataset.author, minutes: button.dataset.act === "mute" ? MINUTES : 0 });
  }
}
