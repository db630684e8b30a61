// Whom this player does not want to see: his lines in the chat are left out, his picture and voice are off, here
// alone.  Hints stay: nobody can play without them.  docs/decisions/0011 says why it is the page that does it.

import { fetchJson } from "lie/api";
import { mark, show } from "lie/dom";
import { store } from "lie/store";

store.set("blocks", new Set());

export const isBlocked = (player) => store.get("blocks").has(player);

/** Put a player on the list, or take him off it.  Rejects as fetchJson does. */
export async function block(player, blocked) {
  await fetchJson("/api/people/block", { body: { player, blocked } });
  const list = new Set(store.get("blocks"));
  if (blocked) list.add(player);
  else list.delete(player);
  store.set("blocks", list);
}

/** Learn the list, once there is a player. */
export async function learn() {
  const { blocked } = await fetchJson("/api/people/blocks");
  store.set("blocks", new Set(blocked));
}

function hide() {
  for (const seat of document.querySelectorAll(".seat[data-player]"))
    mark(seat, { blocked: isBlocked(seat.dataset.player) });
  const said = (store.get("chat") ?? []).filter(({ author }) => author);
  for (const { author, number } of said) {
    const line = document.querySelector(`.chat-line[data-key="${number}"]`);
    if (line) show(line, !isBlocked(author));
  }
  const newest = said.at(-1);
  const handle = document.querySelector("chat-box [data-part=newest]");
  if (handle && newest && newest === store.get("chat").at(-1) && isBlocked(newest.author)) handle.textContent = "";
}

/** A track that is not enabled is silence, or nothing, for whoever plays it. */
function silence() {
  for (const { player, stream } of store.get("video")?.people ?? [])
    for (const track of stream?.getTracks() ?? []) track.enabled = !isBlocked(player);
}

store.watch(["chat", "room", "blocks"], () => queueMicrotask(hide)); // lines and seats have been drawn then
store.watch(["video", "blocks"], silence);
