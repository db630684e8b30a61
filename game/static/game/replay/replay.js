// The replay page: a match as it was, from the log, as a film that can be wound.

import "lie/face";
import "lie/theme";
import { Film } from "game/replay/film";
import { Reel } from "game/replay/reel";
import { draw } from "game/replay/scene";
import { attend } from "game/replay/live";
import { fetchJson } from "lie/api";
import { part, show } from "lie/dom";
import { remember } from "lie/people";
import { say } from "lie/say";
import { store } from "lie/store";

const root = document.querySelector(".replay");

/** Show a film; gives what lets it grow. */
function open(timeline, { live = false } = {}) {
  store.set("game", { seats: timeline.people }); // names are learned from there
  remember();
  const film = new Film(timeline);
  const spoil = part(root, "spoil");
  let drawn = null;
  const redraw = (time, force = false) => {
    const state = film.at(time);
    if (state === drawn && !force) return;
    drawn = state;
    draw(root, film, state, spoil.getAttribute("aria-pressed") === "true" ? film.answers.get(state.deal) : null);
  };
  spoil.setAttribute("aria-pressed", String(live));
  const reel = new Reel(root, film, redraw, { live });
  spoil.addEventListener("click", () => {
    spoil.setAttribute("aria-pressed", String(spoil.getAttribute("aria-pressed") !== "true"));
    redraw(reel.time, true);
  });
  show(part(root, "wait"), false);
  show(part(root, "film"), true);
  if (!film.over && !live) tell(gettext("This match still runs. Here is what is over; load the page again for more."));
  return (more) => {
    film.grow(more);
    reel.grown();
    return reel;
  };
}

/** Above the film, and spoken. */
function tell(text) {
  const wait = part(root, "wait");
  wait.textContent = text;
  show(wait, true);
}

part(root, "share").addEventListener("click", async ({ currentTarget }) => {
  await navigator.clipboard.writeText(location.href);
  say(gettext("The link is copied."));
  currentTarget.closest("details").open = false;
});

const lost = () => tell(gettext("The film could not be fetched. Please check your connection and load the page again."));

if ("live" in root.dataset) attend(root.dataset.url, { open, tell, lost });
else fetchJson(root.dataset.url).then(open, lost);
