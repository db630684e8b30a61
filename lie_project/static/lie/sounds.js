// Short synthesised sounds: the card, your turn, time is short, the vote, the unmasking.  Off at one press.

import { setIcon } from "lie/dom";
import { playAll, wake } from "lie/sound-box";
import { store } from "lie/store";

const KEPT = "lie.sounds";
const VOLUME = "lie.volume"; // 0 to 100
const FIRST = 60;

const step = (pitches, apart, sound) => pitches.map((pitch, index) => ({ at: index * apart, pitch, ...sound }));
const roll = Array.from({ length: 9 }, (_, index) => ({ at: index * 0.055, for: 0.06, loud: 0.08 + index * 0.02 }));
const after = (seconds, sounds) => sounds.map((sound) => ({ ...sound, at: sound.at + seconds }));

const TUNES = {
  flip: [
    { at: 0.62, for: 0.09, loud: 0.1 },
    { at: 0.68, for: 0.16, pitch: 330, to: 660, loud: 0.25 },
  ],
  turn: step([523, 659, 784], 0.1, { for: 0.2 }),
  tick: [{ at: 0, for: 0.12, pitch: 880 }],
  vote: step([392, 392], 0.16, { for: 0.2 }),
  caught: [...roll, ...after(0.55, step([262, 330, 392, 523], 0.08, { for: 0.5, loud: 0.35 }))],
  escaped: [
    ...roll,
    ...after(0.55, [
      { at: 0, for: 0.34, pitch: 392, to: 349, shape: "sawtooth", loud: 0.16 },
      { at: 0.36, for: 0.34, pitch: 349, to: 311, shape: "sawtooth", loud: 0.16 },
      { at: 0.72, for: 0.8, pitch: 294, to: 147, shape: "sawtooth", loud: 0.18 },
    ]),
  ],
};
const PHASES = { dealing: "flip", voting: "vote", runoff: "vote", verdict: "vote", ruling: "vote" };
const ASKED = new Set(["verdict", "ruling"]); // the turn is his whom the others answer about

let on = localStorage.getItem(KEPT) !== "off";
let volume = Number(localStorage.getItem(VOLUME) ?? FIRST);

const play = (tune) => on && playAll(TUNES[tune], volume / 100);

function tuneFor({ type, data }) {
  if (type === "page.time_short") return data.second === 5 ? "tick" : null;
  if (type !== "game.phase_started") return null;
  if (data.phase === "reveal") return unmasking();
  if (data.turn === store.get("player") && !ASKED.has(data.phase)) return "turn";
  return PHASES[data.phase] ?? null;
}

/** A round that does not count is not sung about. */
const unmasking = () => ({ citizens: "caught", liars: "escaped" })[store.get("game")?.reveal?.winner] ?? null;

store.listen((happening) => {
  const tune = tuneFor(happening);
  if (tune) play(tune);
});

addEventListener("pointerdown", wake, { once: true });
addEventListener("keydown", wake, { once: true });

const button = document.querySelector("[data-sound-switch]");
const slider = document.querySelector("[data-volume]");

function draw() {
  button.setAttribute("aria-pressed", String(on));
  setIcon(button, on ? "sound" : "mute");
  slider.disabled = !on;
  slider.value = volume;
}

button.addEventListener("click", () => {
  on = !on;
  localStorage.setItem(KEPT, on ? "on" : "off");
  draw();
});
slider.addEventListener("input", () => {
  volume = Number(slider.value);
  localStorage.setItem(VOLUME, volume);
});
slider.addEventListener("change", () => play("turn")); // so that one hears how loud it is
draw();
