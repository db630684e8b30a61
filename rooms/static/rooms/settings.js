// <room-settings>: the rules of the next match.  All see them in chips; the host has a sheet to change them, and each
// change counts at once.

import { act } from "lie/act";
import { follow, part, show } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe } from "lie/people";
import { store } from "lie/store";
import { chips, FEWEST, points, rounds, TWO_LIARS_FROM } from "rooms/chips";

const USUAL = {
  mode: "classic",
  liar_count: 1,
  liars_meet: false,
  rounds: 3,
  goal: 0,
  pace: 1,
  seconds: {},
  laps: 1,
  more_laps: 2,
  discussion: true,
  defence: "auto",
  guess: "caught",
  tries: 1,
  rulings: true,
  anonymous: false,
  difficulty: 0,
  bots: "normal",
};
const NUMBERS = new Set(["liar_count", "pace", "laps", "more_laps", "tries", "difficulty"]);

class Settings extends LieElement {
  static watches = ["room", "player"];

  /** It stands with the other things that a host does before a match. */
  get #opener() {
    return part(this.closest("room-lobby"), "open");
  }

  wire() {
    const sheet = part(this, "sheet");
    this.on(this.#opener, "click", () => sheet.showModal());
    this.on(sheet, "change", ({ target }) => this.#change(target));
    this.on(sheet, "click", ({ target }) => target === sheet && sheet.close());
    const usual = part(this, "usual");
    this.on(usual, "click", () => act(usual, "rooms.change_settings", USUAL));
  }

  draw() {
    const room = store.get("room");
    if (!room) return;
    follow(part(this, "chips"), chips(room), { key: (text) => text, make: chip });
    const mine = isMe(room.host) && !room.playing;
    show(this.#opener, mine);
    const sheet = part(this, "sheet");
    if (!mine && sheet.open) sheet.close();
    if (mine) this.#fill(sheet, room);
  }

  #fill(sheet, { settings, members }) {
    for (const control of sheet.querySelectorAll("[name]")) set(control, settings);
    show(part(sheet, "spy-needs"), settings.mode === "spy" && members.length < FEWEST.spy);
    show(part(sheet, "liars-need"), settings.liar_count > 1 && members.length < TWO_LIARS_FROM);
    show(part(sheet, "meet"), settings.mode === "spy" || (settings.liar_count > 1 && settings.mode !== "fool"));
  }

  /** One control, one wish.  What is refused springs back. */
  async #change(control) {
    if (!(await act(control, "rooms.change_settings", wish(control)))) this.draw();
  }
}

function chip(text) {
  const item = document.createElement("li");
  item.className = "chip";
  item.textContent = text;
  return item;
}

/** What a control's value asks for. */
function wish({ name, type, value, checked, dataset }) {
  if (dataset.phase) return { seconds: timed(dataset.phase, Number(value)) };
  if (name === "until") return until(value);
  if (type === "checkbox") return { [name]: checked };
  return { [name]: NUMBERS.has(name) ? Number(value) : value };
}

function until(value) {
  const [kind, number] = value.split(":");
  return kind === "goal" ? { goal: Number(number) } : { goal: 0, rounds: Number(number) };
}

/** The lengths of phases that the host has changed; 0 stands for the usual one. */
function timed(phase, seconds) {
  const { [phase]: _, ...others } = store.get("room").settings.seconds;
  return seconds ? { ...others, [phase]: seconds } : others;
}

function set(control, settings) {
  const { name, type, value, dataset } = control;
  if (dataset.phase) choose(control, String(settings.seconds[dataset.phase] ?? 0));
  else if (name === "until") choose(control, settings.goal ? `goal:${settings.goal}` : `rounds:${settings.rounds}`);
  else if (type === "checkbox") control.checked = settings[name];
  else control.checked = value === String(settings[name]);
}

/** A value that another program has chosen gets an entry of its own. */
function choose(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.add(new Option(named(value), value));
  select.value = value;
}

function named(value) {
  const [kind, number] = value.split(":");
  return { goal: points, rounds }[kind]?.(Number(number)) ?? value;
}

customElements.define("room-settings", Settings);
