// The one line between this page and its room: socket, order, clock and commands, tied to the store.

import { clock } from "lie/clock";
import { Commands, newId } from "lie/commands";
import { Socket } from "lie/socket";
import { store } from "lie/store";
import { STREAMS, Streams } from "lie/streams";

let socket = null;
let pingSent = null;

const transmit = (frame) => socket?.send(frame) ?? false;
const commands = new Commands(transmit);
const streams = new Streams({ apply, sync: () => transmit({ id: newId(), type: "sync" }) });

/** Ask the server for something: null when done, else the refusal {code, message}. */
export const ask = (type, data) => commands.ask(type, data);

/** Say something that may get lost. */
export const whisper = (type, data = {}) => transmit({ id: newId(), type, data });

/** Connect; ``ticket`` as in Socket. */
export function join({ url, ticket }) {
  socket?.close();
  socket = new Socket({ url, ticket, onFrame: receive, onState: (state) => store.set("connection", state) });
  socket.onPing = ping;
  socket.open();
}

export const reconnect = () => socket?.open();
export const nudge = () => socket?.nudge();

/** Hang up for good. */
export const leave = () => socket?.close();

const kinds = { welcome, beat, pong, done, refused, status, typing, reaction };

function receive(frame) {
  if (frame.cause) commands.answer(frame.cause);
  if (STREAMS.includes(frame.type) || frame.type === "you") streams.take(frame);
  else if (frame.type.startsWith("media.") || frame.type === "stands") store.happen({ type: frame.type, data: frame });
  else kinds[frame.type]?.(frame);
}

function welcome({ player, time }) {
  clock.learn(time);
  store.set("player", player);
  store.set("degraded", []);
  commands.resend();
}

function beat({ time, last }) {
  clock.learn(time);
  streams.beat(last);
}

function ping() {
  pingSent = { id: newId(), at: clock.mark() };
  const stands = store.get("stands")?.last;
  transmit({ id: pingSent.id, type: "ping", data: { last: { ...streams.shown, ...(stands && { stands }) } } });
}

function pong({ id, time }) {
  clock.learn(time, id === pingSent?.id ? pingSent.at : null);
}

function status({ degraded }) {
  store.set("degraded", degraded);
}

function typing({ player }) {
  store.happen({ type: "typing", data: { player } });
}

function reaction({ player, kind }) {
  store.happen({ type: "reaction", data: { player, kind } });
}

function done({ id }) {
  commands.answer(id);
}

function refused({ id, code, message }) {
  commands.answer(id, { code, message });
}

function apply(type, frame) {
  if (type === "chat") return chat(frame);
  store.set(type, frame.view);
  for (const happening of frame.snapshot ? [] : (frame.events ?? [])) store.happen(happening);
}

/** Chat frames carry what is new; the page keeps the lines, each number once. */
function chat(frame) {
  const kept = frame.snapshot ? [] : (store.get("chat") ?? []);
  const byNumber = new Map([...kept, ...frame.view.messages].map((message) => [message.number, message]));
  store.set("chat", [...byNumber.values()].sort((a, b) => a.number - b.number).slice(-200));
}
