// Short synthesised sounds: your turn, time is short, the reveal.  No files, and off at one press.

import { setIcon } from "lie/dom";
import { store } from "lie/store";

const KEPT = "lie.sounds";
const TUNES = {
  turn: [523, 659, 784],
  tick: [880],
  vote: [392, 392],
  reveal: [262, 330, 392, 523],
};
const ASKED = new Set(["verdict", "ruling"]); // the turn is his whom the others answer about
const NOTE = 0.11; // seconds
const LOUDNESS = 0.12;

let context = null;
let on = localStorage.getItem(KEPT) !== "off";

function note(frequency, start) {
  const [tone, gain] = [context.createOscillator(), context.createGain()];
  tone.type = "triangle";
  tone.frequency.value = frequency;
  gain.gain.setValueAtTime(LOUDNESS, start);
  gain.gain.exponentialRampToValueAtTime(0.001, start + NOTE * 1.6);
  tone.connect(gain).connect(context.destination);
  tone.start(start);
  tone.stop(start + NOTE * 1.7);
}

function play(tune) {
  if (!on || !context) return;
  TUNES[tune].forEach((frequency, index) => note(frequency, context.currentTime + index * NOTE));
}

function tuneFor({ type, data }) {
  if (type === "page.time_short") return data.second === 5 ? "tick" : null;
  if (type !== "game.phase_started") return null;
  if (data.turn === store.get("player") && !ASKED.has(data.phase)) return "turn";
  return { voting: "vote", runoff: "vote", verdict: "vote", ruling: "vote", reveal: "reveal" }[data.phase] ?? null;
}

store.listen((happening) => {
  const tune = tuneFor(happening);
  if (tune) play(tune);
});

/** Browsers give sound only after the first touch. */
addEventListener("pointerdown", () => (context ??= new AudioContext()), { once: true });
addEventListener("keydown", () => (context ??= new AudioContext()), { once: true });

const button = document.querySelector("[data-sound-switch]");
const draw = () => {
  button.setAttribute("aria-pressed", String(on));
  setIcon(button, on ? "sound" : "mute");
};
button.addEventListener("click", () => {
  on = !on;
  localStorage.setItem(KEPT, on ? "on" : "off");
  draw();
});
draw();
