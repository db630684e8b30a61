// A stream's overlay: what everybody at the table may know, in letters that one can read on a phone.

import { clock } from "lie/clock";
import { follow, part, show, write } from "lie/dom";
import { Socket } from "lie/socket";
import { fill, list } from "lie/words";

const TICK = 250;
const HINTS = 8; // the newest ones
const VOTING = new Set(["voting", "runoff", "verdict", "ruling"]);

const page = document.getElementById("main");
const { code, key } = page.dataset;
let view = null;
let last = -1;

const phases = () => ({
  lobby: gettext("Waiting room"),
  countdown: gettext("Here we go"),
  dealing: gettext("Deal"),
  describing: gettext("Describing"),
  discussing: gettext("Discussion"),
  voting: gettext("Vote"),
  runoff_talk: gettext("A tie"),
  runoff: gettext("Vote again"),
  defence: gettext("Defence"),
  verdict: gettext("Verdict"),
  guessing: gettext("The last guess"),
  ruling: gettext("The room decides"),
  reveal: gettext("The reveal"),
});

function take(frame) {
  if (frame.time) clock.learn(frame.time);
  if (frame.type === "overlay") draw(frame);
  else if (frame.type === "beat" && (frame.last.game ?? -1) > last) socket.send({ id: "overlay-sync", type: "sync" });
}

function draw(frame) {
  view = frame.view;
  last = frame.last;
  write(page, { phase: phases()[view.phase] ?? "", round: round(view) });
  tell("speaker", view.speaker && speaker(view));
  tell("votes", VOTING.has(view.phase) && fill(gettext("%(voted)s of %(voters)s have voted"), view));
  tell("reveal", view.reveal && revealed(view.reveal));
  const hints = view.hints.map((hint, number) => ({ ...hint, number })).filter(({ text }) => text);
  follow(part(page, "hints"), hints.slice(-HINTS), { key: ({ number, text }) => `${number} ${text}`, make: line });
  show(page, view.phase !== "lobby");
  tick();
}

function tell(name, text) {
  show(part(page, name), Boolean(text));
  write(page, { [name]: text || "" });
}

const round = ({ category, goal, ...numbers }) =>
  [goal ? fill(gettext("Round %(round)s"), numbers) : fill(gettext("Round %(round)s of %(rounds)s"), numbers), category]
    .filter(Boolean)
    .join(" · ");

const speaker = ({ speaker, phase }) =>
  phase === "describing" ? fill(gettext("%(name)s describes"), { name: speaker }) : speaker;

const revealed = ({ word, liars }) =>
  fill(ngettext("The word was %(word)s. The liar: %(liars)s", "The word was %(word)s. The liars: %(liars)s", liars.length), {
    word,
    liars: list(liars),
  });

function line({ nickname, text }) {
  const item = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = nickname;
  item.append(name, ` ${text}`);
  return item;
}

function tick() {
  const left = view?.paused ? null : clock.left(view?.deadline ?? null);
  tell("time", view?.paused ? gettext("Paused") : left === null ? "" : String(Math.ceil(left / 1000)));
}

const scheme = location.protocol === "https:" ? "wss" : "ws";
const socket = new Socket({
  url: `${scheme}://${location.host}/ws/overlay/${code}/`,
  ticket: async () => key,
  onFrame: take,
  onState: ({ status }) => status === "ended" && show(page, false),
});
socket.onPing = () => socket.send({ id: "overlay-ping", type: "ping" });
socket.open();
setInterval(tick, TICK);
