// Which rooms a visitor wants to see, and in which order: the same rules as GET /api/rooms has.  No DOM but the form.

const SWITCHES = ["free", "waiting", "open"];

/** What the finder's form says. */
export function wishOf(form) {
  const data = new FormData(form);
  const wish = { q: data.get("q").trim(), language: data.get("language"), mode: data.get("mode"), sort: data.get("sort") };
  for (const name of SWITCHES) wish[name] = data.has(name);
  return wish;
}

/** The wish as a query, without what is not wished for. */
export function asQuery(wish) {
  const wished = Object.entries(wish).filter(([, value]) => value);
  return new URLSearchParams(wished.map(([name, value]) => [name, value === true ? "1" : value])).toString();
}

/** Is it one that ``wish`` asks for? */
export function isWished(room, { q, language, mode, free, waiting, open }) {
  const text = q.toLowerCase();
  return (
    (!text || room.host.toLowerCase().includes(text) || room.code.toLowerCase().startsWith(text)) &&
    (!language || room.language === language) &&
    (!mode || room.mode === mode) &&
    (!free || room.members < room.capacity) &&
    (!waiting || !room.playing) &&
    (!open || !(room.password || room.approval || room.locked))
  );
}

const full = (room) => room.members >= room.capacity;
const KEYS = {
  best: (room) => [room.locked, full(room), room.playing, -room.members, -room.opened],
  new: (room) => [-room.opened],
  people: (room) => [-room.members, -room.opened],
};

/** Sorted as ``sort`` says; a new array. */
export function order(rooms, sort) {
  const keyed = rooms.map((room) => ({ room, key: [...KEYS[sort](room).map(Number), room.code] }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ room }) => room);
}

function compare(a, b) {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
}
