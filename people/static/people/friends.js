// Friends, in a room: whoever is asked sees it here, and the seat menu has a button for it.

import { fetchJson } from "lie/api";
import { clone, part, show, write } from "lie/dom";
import { isMe } from "lie/people";
import { store } from "lie/store";
import { toast } from "lie/toast";
import { fill } from "lie/words";

const EVERY = 20_000; // ms between two looks, while others are here and somebody looks at the page
const API = "/api/people/friends";
const shown = new Set(); // who has asked, and was shown: "later" holds until the page is opened again

const others = () => (store.get("room")?.members ?? []).filter(({ player, bot }) => !bot && !isMe(player));
const problem = ({ code, message }) => (code ? message : gettext("The server does not answer. Please try again."));

// --- asked by others ---

async function look() {
  if (document.hidden || !store.get("player") || others().length === 0) return;
  const answer = await fetchJson(`${API}/asks`).catch(() => null);
  for (const one of answer?.asking ?? []) if (!shown.has(one.player)) tell(one);
}

function tell({ player, nickname }) {
  shown.add(player);
  const box = clone("people-ask");
  part(box, "face").setAttribute("seed", player);
  write(box, { text: fill(gettext("%(name)s would like to be friends."), { name: nickname }) });
  document.querySelector("[data-part=people-news]").append(box);
  part(box, "later").addEventListener("click", () => box.remove());
  for (const yes of [true, false])
    part(box, yes ? "yes" : "no").addEventListener("click", () => answer(box, player, yes));
}

async function answer(box, player, yes) {
  try {
    await fetchJson(`${API}/answer`, { body: { player, yes } });
    shown.delete(player); // he may ask again one day
    box.remove();
  } catch (refusal) {
    write(box, { text: problem(refusal) });
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
let met = false; // somebody: look at once
store.watch(["player", "room"], () => {
  const meets = Boolean(store.get("player")) && others().length > 0;
  if (meets && !met) look();
  met = meets;
});

// --- asking: the button of the seat menu ---

const LABELS = {
  "": () => gettext("Ask to be friends"),
  asked: () => gettext("Asked to be friends"),
  asking: () => gettext("Be friends"),
  friends: () => gettext("You are friends"),
};
const card = document.querySelector("seat-menu");
const button = card && part(card, "befriend");
let about = null; // whose seat it is

function label(state) {
  write(card, { "befriend-text": LABELS[state]() });
  button.disabled = state === "asked" || state === "friends";
  show(button, true);
}

/** What is between us; a bot or oneself is nobody to be friends with. */
async function offer(player) {
  about = player;
  if (!others().some((one) => one.player === player)) return show(button, false);
  label("");
  button.disabled = true; // until it is known; its place is taken at once, so that nothing moves under a finger
  const { friends, asking, asked } = await fetchJson(API);
  const lists = Object.entries({ friends, asking, asked });
  const known = lists.find(([, list]) => list.some((one) => one.player === player));
  if (about === player) label(known?.[0] ?? "");
}

async function ask() {
  const player = about;
  button.disabled = true;
  try {
    const { state } = await fetchJson(`${API}/ask`, { body: { player } });
    if (about === player) label(state);
  } catch (refusal) {
    button.disabled = false;
    toast(problem(refusal), button);
  }
}

if (button) {
  document.addEventListener("seat-menu", ({ detail }) => offer(detail.player).catch(() => {}));
  button.addEventListener("click", ask);
}
