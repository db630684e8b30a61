// Streamer mode: codes, links and their pictures are hidden in this browser; and the overlay's link for the stream.

import { fetchJson } from "lie/api";
import { toast } from "lie/toast";
import { copy } from "rooms/clipboard";
import { Mask } from "rooms/mask";

const KEPT = "lie.streamer";
const root = document.documentElement;
const room = document.getElementById("room");
const mask = room && new Mask(room.dataset.code);
const title = room ? `${room.dataset.code} · LIE` : document.title;

/** Does this browser hide codes? */
export const isStreaming = () => root.hasAttribute("data-streamer");

/** The link to the room of this page; the address may not tell it. */
export const roomLink = () => `${location.origin}/r/${room.dataset.code}`;

function hide(on) {
  localStorage.setItem(KEPT, on ? "on" : "off");
  root.toggleAttribute("data-streamer", on);
  if (room) {
    document.title = on ? "LIE" : title;
    history.replaceState(history.state, "", on ? "/table" : roomLink());
  }
  draw();
}

function draw() {
  const on = isStreaming();
  if (on) mask?.put();
  else mask?.lift();
  for (const control of document.querySelectorAll("[data-streamer-switch]")) {
    if (control.type === "checkbox") control.checked = on;
    else control.setAttribute("aria-pressed", String(on));
  }
  for (const next of document.querySelectorAll("[name=next]")) if (room) next.value = location.pathname;
}

for (const control of document.querySelectorAll("[data-streamer-switch]"))
  control.addEventListener(control.type === "checkbox" ? "change" : "click", () => hide(!isStreaming()));

const overlay = document.querySelector("[data-overlay-copy]");
overlay?.addEventListener("click", async () => {
  const answer = await fetchJson(`/api/rooms/${room.dataset.code}/overlay`).catch((problem) => problem);
  if (!answer.url) toast(answer.code ? answer.message : gettext("The server does not answer. Please try again."), overlay);
  else if (await copy(answer.url)) toast(gettext("The overlay's link is copied. Give it to your streaming program as a browser source, and show it to nobody."), overlay);
  else toast(gettext("This browser does not let pages copy."), overlay);
});

draw();
