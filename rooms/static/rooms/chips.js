// The rules of the next match in a few words: always the mode and the length, of the rest what is not usual.

import { fill } from "lie/words";

const LANGUAGES = { ko: "한국어", en: "English" };
export const FEWEST = { classic: 3, fool: 3, spy: 4 };
export const TWO_LIARS_FROM = 7;

const MODES = () => ({ classic: gettext("Classic"), fool: gettext("Fool"), spy: gettext("Spy") });
const PACES = () => ({ 0.5: gettext("quick"), 2: gettext("relaxed") });
const BOTS = () => ({ easy: gettext("easy bots"), sharp: gettext("sharp bots") });
const WORDS = () => ["", gettext("easy words"), gettext("medium words"), gettext("hard words")];

export const rounds = (n) => fill(ngettext("%(n)s round", "%(n)s rounds", n), { n });
export const points = (n) => fill(gettext("first to %(n)s points"), { n });
const pace = (value) => (value === 1 ? "" : (PACES()[value] ?? fill(gettext("time × %(value)s"), { value })));

/** Short texts for a room's view; the first ones say the most. */
export function chips(room) {
  const s = room.settings;
  const liars = Math.min(s.liar_count, room.members.length < TWO_LIARS_FROM ? 1 : 2);
  return [
    MODES()[s.mode],
    s.goal ? points(s.goal) : rounds(s.rounds),
    fill(ngettext("%(n)s liar", "%(n)s liars", liars), { n: liars }),
    ...unusual(s),
    fill(gettext("words: %(language)s"), { language: LANGUAGES[room.language] }),
    room.door.locked && gettext("locked"),
    room.door.password && gettext("with password"),
    room.door.approval && gettext("by knocking"),
    room.public ? gettext("open to all") : gettext("by link only"),
  ].filter(Boolean);
}

function unusual(s) {
  return [
    pace(s.pace),
    Object.keys(s.seconds).length > 0 && gettext("own times"),
    s.laps > 1 && fill(gettext("%(n)s laps"), { n: s.laps }),
    !s.discussion && gettext("no discussion"),
    s.defence === "on" && gettext("with defence"),
    s.defence === "off" && gettext("no defence"),
    s.more_laps === 0 && gettext("no lap by vote"),
    s.guess === "always" && gettext("liars always guess"),
    s.tries > 1 && gettext("two tries"),
    !s.rulings && gettext("exact guesses"),
    s.anonymous && gettext("secret votes"),
    s.liars_meet && gettext("liars know each other"),
    WORDS()[s.difficulty],
    BOTS()[s.bots],
  ];
}
