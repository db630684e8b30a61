// Everybody's picture on his face card, who speaks, and who has switched what off.

import { isMe } from "lie/people";
import { store } from "lie/store";
import { Level } from "media/levels";
import { Picture } from "media/picture";
import { levels, micOpen } from "media/video";

const LOOK = 200; // ms between looks at who speaks
const SPEAKER = "lie.speaker";
const SILENT = { audio: true, video: true };

const pictures = new Map(); // player -> Picture
const mic = new Level();
let heard = null; // own track that the meter hears
let own = { track: null, stream: null };

const seatOf = (player) => document.querySelector(`.seat[data-player="${CSS.escape(player)}"]`);

/** Whoever watches a match is not shown to anybody while it runs. */
function playsOrWaits(player) {
  const game = store.get("game");
  if (!game || game.phase === "lobby") return true;
  return Boolean(game.seats.find((seat) => seat.player === player)?.playing);
}

function wanted() {
  const { state, people, mutes } = store.get("video");
  const others = people.map(({ player, stream, seen }) => [
    player,
    { stream, muted: mutes[player] ?? SILENT, shown: seen && playsOrWaits(player) },
  ]);
  return new Map(state === "off" ? [] : [...others, [store.get("player"), mine()]]);
}

function mine() {
  const { tracks, mine } = store.get("video");
  if (own.track !== tracks.video)
    own = { track: tracks.video, stream: tracks.video && new MediaStream([tracks.video]) };
  return { stream: own.stream, muted: { audio: !micOpen(), video: !mine.video }, shown: true };
}

function draw() {
  document.body.dataset.video = store.get("video").state;
  const all = wanted();
  for (const [player, picture] of pictures)
    if (!all.has(player) || !seatOf(player)) {
      picture.remove();
      pictures.delete(player);
    }
  for (const [player, how] of all) if (seatOf(player)) place(player, how);
  hearMyself();
}

function place(player, how) {
  if (!pictures.has(player)) {
    const onRefused = () => store.set("unheard", true);
    pictures.set(player, new Picture({ own: isMe(player), onRefused }));
    pictures.get(player).hearBy(localStorage.getItem(SPEAKER));
  }
  pictures.get(player).place(seatOf(player), how);
}

function hearMyself() {
  const track = store.get("video").tracks.audio;
  if (track === heard) return;
  heard = track;
  mic.listen(track);
}

async function look() {
  if (store.get("video").state !== "connected" || document.hidden) return;
  const loud = await levels();
  for (const [player, picture] of pictures)
    picture.sound(isMe(player) ? (micOpen() ? mic.now : 0) : (loud[player] ?? 0));
}

/** The tap that a browser wants before it plays sound. */
export function listenToAll() {
  store.set("unheard", false);
  for (const picture of pictures.values()) picture.listen();
}

/** Sound comes from this loudspeaker, in this browser, from now on. */
export function hearBy(speaker) {
  localStorage.setItem(SPEAKER, speaker);
  for (const picture of pictures.values()) picture.hearBy(speaker);
}

export const speaker = () => localStorage.getItem(SPEAKER) ?? "";

store.set("unheard", false);
store.watch(["video", "room", "game", "player"], () => queueMicrotask(draw)); // the seats have been drawn then
setInterval(look, LOOK);
