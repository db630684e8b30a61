// A match that is still being played, as it was a minute ago: asked for again and again, and the film grows.

import { fetchJson } from "lie/api";

const PAUSE = 3_000; // ms between two questions
const REFUSED = new Set(["not_a_spectator", "bad_data"]);

/** ``open`` shows a film and gives what lets it grow; ``tell`` says something above it; ``lost``: that it is gone. */
export async function attend(url, { open, tell, lost }) {
  let [id, last, grow] = ["", 0, null];
  for (;;) {
    const answer = await fetchJson(`${url}?${new URLSearchParams({ match: id, after: last })}`).catch((problem) => problem);
    if (REFUSED.has(answer.code)) return tell(answer.message);
    if (grow && answer.id && answer.id !== id) return location.reload(); // another match: another film
    if (!answer.people) lost();
    else if (answer.id === "") tell(gettext("The match has not begun yet, or less than a minute ago."));
    else {
      grow ??= begin(open, answer.people);
      grow(answer);
      [id, last] = [answer.id, answer.last];
    }
    if (!answer.more) await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function begin(open, people) {
  const grow = open({ people, steps: [], over: false, mode: "" }, { live: true });
  grow({ people, steps: [] }).play(true);
  return grow;
}
