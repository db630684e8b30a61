// The game on one device: a match is a plain value, a move gives the next one.  No page, no clock, no storage.
//
// match  {settings, scores: {name: points}, used: [word], number, round, over}
// round  {phase, card, decoy, liars, spy, seen, starter, out, votes, ballot, among, again, accused, guess, ending, pointed,
//         deadline: of the talk, epoch ms or null}

import { one, some } from "game/one/chance";
import { judge } from "game/one/guess";

export const LEAST = 3;
export const MOST = 12;
export const TWO_LIARS_FROM = 7;
export const SPY_FROM = 4;
const AWARDS = {
  liar_missed: { winner: "citizens", citizen: 2, right: 1, liar: 0, spy: 0 },
  spy_caught: { winner: "citizens", citizen: 2, right: 1, liar: 0, spy: 0 },
  liar_guessed: { winner: "liars", citizen: 0, right: 1, liar: 2, spy: 2 },
  liar_hidden: { winner: "liars", citizen: 0, right: 1, liar: 3, spy: 2 },
  citizen_accused: { winner: "liars", citizen: 0, right: 1, liar: 3, spy: 2 },
};

/** What a match may be played with: names made unlike, and what too few cannot play left out. */
export function settled({ names, mode = "classic", liars = 1, ...rest }) {
  const players = [...new Set(names.map((name) => name.normalize("NFC").trim().slice(0, 20)).filter(Boolean))];
  return {
    language: "en",
    topics: [],
    seconds: 120,
    secret: false,
    ...rest,
    names: players.slice(0, MOST),
    mode: mode === "spy" && players.length < SPY_FROM ? "classic" : mode,
    liars: players.length < TWO_LIARS_FROM ? 1 : liars,
  };
}

/** A match before its first deal. */
export const begun = (settings, used = []) => ({
  settings,
  used,
  number: 0,
  scores: Object.fromEntries(settings.names.map((name) => [name, 0])),
  round: null,
  over: false,
});

/** The next round, from ``topics`` [{key, title, words}].  No word twice until all of the chosen topics have come. */
export function dealt(match, topics) {
  const { names, mode, liars: count } = match.settings;
  const cards = cardsOf(match, topics);
  const fresh = cards.filter(({ word }) => !match.used.includes(word));
  const again = fresh.length === 0;
  const card = one(again ? butLast(cards, match.used.at(-1)) : fresh);
  const liars = some(names, count);
  const spy = mode === "spy" ? one(names.filter((name) => !liars.includes(name))) : null;
  const own = new Set(cards.map(({ word }) => word));
  const used = again ? match.used.filter((word) => !own.has(word)) : match.used;
  return {
    ...match,
    number: match.number + 1,
    used: [...used, card.word],
    round: {
      ...{ phase: "deal", card, liars, spy, decoy: mode === "fool" ? decoyOf(card, cards) : null, seen: 0 },
      ...{ starter: one(names), out: [], votes: [], guess: null, ending: null, pointed: [], deadline: null, ...noVote },
    },
  };
}

const noVote = { ballot: {}, among: null, again: false, accused: null };

const cardsOf = ({ settings }, topics) =>
  topics
    .filter(({ key }) => settings.topics.length === 0 || settings.topics.includes(key))
    .flatMap(({ key, title, words }) => words.map((word) => ({ ...word, topic: title, key })));

const butLast = (cards, last) => (cards.length > 1 ? cards.filter(({ word }) => word !== last) : cards);

function decoyOf(card, cards) {
  const others = cards.filter(({ key, word }) => key === card.key && word !== card.word && !card.aliases?.includes(word));
  const named = others.filter(({ word }) => card.close?.includes(word));
  const equal = others.filter(({ difficulty }) => difficulty === card.difficulty);
  return one([named, equal, others].find((choice) => choice.length) ?? [card]).word;
}

const moved = (match, changes) => ({ ...match, round: { ...match.round, ...changes } });
export const citizens = ({ settings, round }) =>
  settings.names.filter((name) => !round.liars.includes(name) && name !== round.spy);
export const playing = ({ settings, round }) => settings.names.filter((name) => !round.out.includes(name));
const atLarge = ({ round }) => round.liars.filter((name) => !round.out.includes(name));

/** Who speaks, in the order of the table from the one who was drawn. */
export function order(match) {
  const { names } = match.settings;
  const at = names.indexOf(match.round.starter);
  return [...names.slice(at), ...names.slice(0, at)].filter((name) => !match.round.out.includes(name));
}

/** What the card of a player says: {role: "liar" | "spy" | "citizen", word: null for a liar without one}. */
export function cardFor({ round }, name) {
  if (round.liars.includes(name)) return { role: round.decoy ? "citizen" : "liar", word: round.decoy };
  return { role: name === round.spy ? "spy" : "citizen", word: round.card.word };
}

/** The one whose card it is has seen it; after the last, all talk. */
export function seen(match) {
  const next = match.round.seen + 1;
  return moved(match, { seen: next, phase: next < match.settings.names.length ? "deal" : "talk" });
}

/** The talk ends at ``deadline`` (epoch ms), as the device's clock has it. */
export const timed = (match, deadline) => moved(match, { deadline });

export const toVote = (match) => moved(match, { ...noVote, phase: "vote" });

/** Whom the one at turn may vote for. */
export const choices = (match, voter) => (match.round.among ?? playing(match)).filter((name) => name !== voter);

/** Whose turn it is to vote in secret. */
export const voter = (match) => playing(match).find((name) => !(name in match.round.ballot));

/** A secret vote, for a name or null; with the last one it is counted. */
export function voted(match, target) {
  const next = moved(match, { ballot: { ...match.round.ballot, [voter(match)]: target } });
  return voter(next) ? next : counted(next);
}

function counted(match) {
  const { ballot, votes, again } = match.round;
  const best = leaders(Object.values(ballot));
  if (best.length === 1) return accused(moved(match, { votes: [...votes, ballot] }), best[0]);
  if (!again) return moved(match, { ballot: {}, again: true, among: best.length ? best : null });
  return accused(moved(match, { votes: [...votes, ballot] }), null);
}

/** Those with most votes, if these are at least two. */
export function leaders(targets) {
  const sums = new Map();
  for (const name of targets) if (name) sums.set(name, (sums.get(name) ?? 0) + 1);
  const most = Math.max(2, ...sums.values());
  return [...sums].filter(([, sum]) => sum === most).map(([name]) => name);
}

/** The table points at somebody, or at nobody (null): then the liars have got away. */
export const accused = (match, name) =>
  name ? moved(match, { phase: "verdict", accused: name }) : ended(match, "liar_hidden");

/** The card of the accused is turned over. */
export function unmasked(match) {
  const { accused: name, liars, spy } = match.round;
  if (liars.includes(name)) return moved(match, { phase: "guess", guess: null });
  if (name === spy) return ended(match, "spy_caught");
  if (liars.length === 1) return ended(match, "citizen_accused");
  return wentOn(moved(match, { out: [...match.round.out, name] }));
}

/** A caught liar has named the word; a near miss is for the table to rule. */
export function guessed(match, text, others) {
  const found = judge(text, match.round.card, others);
  return found === "near" ? moved(match, { phase: "ruling", guess: text }) : ruled(moved(match, { guess: text }), found === "right");
}

/** The guess was right or not. */
export function ruled(match, right) {
  if (right) return ended(match, "liar_guessed");
  if (atLarge(match).length === 1) return ended(match, "liar_missed");
  return wentOn(moved(match, { out: [...match.round.out, match.round.accused] }));
}

/** With two liars: all who are left describe again, unless too many citizens have gone. */
function wentOn(match) {
  const free = citizens(match).filter((name) => !match.round.out.includes(name));
  const mistakes = match.round.out.filter((name) => !match.round.liars.includes(name)).length;
  const lost = mistakes > 1 || atLarge(match).length >= free.length;
  return lost ? ended(match, "liar_hidden") : moved(match, { phase: "talk", deadline: null });
}

const ended = (match, ending) => moved(match, { phase: "reveal", ending });

export const winner = ({ round }) => AWARDS[round.ending].winner;

/** Whom it was right to vote for. */
export const wanted = ({ round }) => [...round.liars, ...(round.ending === "spy_caught" ? [round.spy] : [])];

/** Tell that somebody had pointed at a liar, or had not: where the table votes with fingers. */
export function pointed(match, name) {
  const { pointed: before } = match.round;
  const without = before.filter((other) => other !== name);
  return moved(match, { pointed: without.length < before.length ? without : [...before, name] });
}

/** What each has earned in this round. */
export function points(match) {
  const { round, settings } = match;
  const award = AWARDS[round.ending];
  const right = (name) =>
    round.pointed.includes(name) || round.votes.some((ballot) => wanted(match).includes(ballot[name]));
  const earned = (name) => {
    if (round.liars.includes(name)) return round.out.includes(name) ? 0 : award.liar;
    return name === round.spy ? award.spy : award.citizen + (right(name) ? award.right : 0);
  };
  return Object.fromEntries(settings.names.map((name) => [name, earned(name)]));
}

/** The points are written down. */
export function scored(match) {
  const gains = points(match);
  const scores = Object.fromEntries(Object.entries(match.scores).map(([name, sum]) => [name, sum + gains[name]]));
  return { ...match, scores, round: null };
}

/** Names from the best down, [{name, score, won}]; equals share it, and nobody wins with nothing. */
export function board({ scores }) {
  const top = Math.max(...Object.values(scores));
  return Object.entries(scores)
    .map(([name, score]) => ({ name, score, won: score === top && top > 0 }))
    .sort((a, b) => b.score - a.score);
}
