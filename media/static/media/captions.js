// What a player says in his turn is written into the line of his hint, by his own browser.  He reads it, puts it right and
// sends it himself, as if typed: it takes the same way, and the same guard looks for the word in it.

import { mark } from "lie/dom";
import { store } from "lie/store";
import { micOpen } from "media/video";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const KEPT = "lie.captions"; // of this tab
const LANGUAGE = { ko: "ko-KR", en: "en-US" }[document.documentElement.lang.slice(0, 2)] ?? "en-US";
const AGAIN = 500; // ms after which it listens again: browsers end by themselves in a silence
const HOPELESS = new Set(["not-allowed", "service-not-allowed", "audio-capture", "language-not-supported"]);

let listening = null;
let again = null;
let isTyped = false; // he types: what he types counts, until his next turn
let isLocal = false; // the browser understands speech without sending it anywhere

/** Can this browser write down speech at all? */
export const canCaption = () => Boolean(Recognition);

export const isCaptioning = () => canCaption() && sessionStorage.getItem(KEPT) === "on";

/** Switch it on or off, for this tab. */
export function caption(on) {
  sessionStorage.setItem(KEPT, on ? "on" : "off");
  follow();
}

const line = () => document.querySelector("game-describing form:not([hidden]) input");

function isMyTurn() {
  const game = store.get("game");
  return game?.phase === "describing" && !game.pause && game.turn === store.get("player");
}

function follow() {
  const mine = isMyTurn();
  isTyped &&= mine;
  const shall = mine && !isTyped && isCaptioning() && store.get("video").state !== "off" && micOpen();
  if (shall && !listening) begin();
  else if (!shall && listening) end();
}

function begin() {
  clearTimeout(again);
  const recognition = (listening = new Recognition());
  const before = line()?.value ?? "";
  Object.assign(recognition, { lang: LANGUAGE, continuous: true, interimResults: true });
  if (isLocal) recognition.processLocally = true;
  recognition.onresult = ({ results }) => recognition === listening && write(before, results);
  recognition.onerror = ({ error }) => HOPELESS.has(error) && giveUp();
  recognition.onend = () => recognition === listening && rest();
  recognition.start();
  show(true);
}

function end() {
  const recognition = listening;
  rest();
  clearTimeout(again);
  recognition.abort();
}

function rest() {
  listening = null;
  show(false);
  again = setTimeout(follow, AGAIN);
}

function write(before, results) {
  const input = line();
  if (!input) return;
  const said = [...results].map(([best]) => best.transcript.trim());
  input.value = [before, ...said].filter(Boolean).join(" ").slice(0, input.maxLength);
}

function giveUp() {
  caption(false);
  store.set("video", { ...store.get("video"), problem: { name: "NoCaptions" } });
}

const show = (on) => document.querySelectorAll("game-describing form").forEach((form) => mark(form, { listening: on }));

if (canCaption()) {
  Recognition.available?.({ langs: [LANGUAGE], processLocally: true }).then((found) => (isLocal = found === "available"), () => {});
  document.addEventListener("input", ({ target }) => {
    if (target !== line()) return;
    isTyped = true;
    follow();
  });
  store.watch(["game", "video", "player"], () => queueMicrotask(follow)); // the form has been drawn then
}
