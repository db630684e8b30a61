// The open rooms, fetched again every few seconds while somebody looks at them.

import { fetchJson } from "lie/api";
import { clone, follow, part, show, write } from "lie/dom";

const EVERY = 4000;
const LANGUAGES = { ko: "한국어", en: "English" };

/** Keep the list in ``section`` fresh for as long as the page is open. */
export function keepFresh(section) {
  const list = part(section, "rooms");
  const refresh = async () => {
    if (!document.hidden) draw(section, list, await rooms(list.dataset.url));
    setTimeout(refresh, EVERY);
  };
  setTimeout(refresh, EVERY);
}

/** null: no answer now, what is shown stays. */
const rooms = (url) =>
  fetchJson(url).then(
    (answer) => answer.rooms,
    () => null,
  );

function draw(section, list, found) {
  if (!found) return;
  follow(list, found, { key: (room) => room.code, make: () => clone("open-room"), update });
  show(part(section, "none"), found.length === 0);
}

function update(row, room) {
  part(row, "link").href = `/r/${room.code}`;
  write(row, {
    code: room.code,
    host: room.host,
    language: LANGUAGES[room.language],
    seats: `${room.members}/${room.capacity}`,
  });
  show(part(row, "playing"), room.playing);
}
