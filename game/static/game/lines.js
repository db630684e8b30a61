// What the panel's head says: {title, lead} for every phase, seen from this player's seat.

import { game, iPlay } from "game/table";
import { isMe, nameOf } from "lie/people";
import { store } from "lie/store";
import { fill, list } from "lie/words";
import { verdict } from "game/verdict";

const UNCOUNTED = new Set(["void", "too_few"]);

/** The last round is dealt again: the next one takes its place. */
const calledOff = () => UNCOUNTED.has(game().reveal?.reason);

const LINES = {
  lobby() {
    if (game()?.winners.length) return over(game().winners);
    return {
      title: gettext("Waiting room"),
      lead: gettext("Send the code around. The game starts with three or more."),
    };
  },
  countdown() {
    if (calledOff()) return verdict(game().reveal);
    return {
      title: gettext("Here we go"),
      lead: gettext("Cards are about to be dealt. Keep yours to yourself."),
    };
  },
  dealing() {
    if (!iPlay()) return { title: gettext("Cards are dealt"), lead: watching() };
    return {
      title: gettext("Your card"),
      lead: gettext("Look at it alone. You can peek at it again at any time."),
    };
  },
  describing() {
    if (!isMe(game().turn))
      return {
        title: fill(gettext("%(name)s describes"), { name: nameOf(game().turn) }),
        lead: gettext("Listen well, and watch the face."),
      };
    return {
      title: gettext("Your turn"),
      lead: gettext(
        "One line about the word: not so clear that the liar learns it, not so vague that you look like one.",
      ),
    };
  },
  discussing: () => ({
    title: gettext("Who is lying?"),
    lead: gettext("Talk it over. The vote opens early when more than half want it."),
  }),
  voting: () => ({
    title: gettext("Vote"),
    lead: iPlay()
      ? gettext("Choose the face that you do not believe. You may change your mind until time is up.")
      : watching(),
  }),
  runoff_talk: () => ({
    title: gettext("A tie"),
    lead: fill(gettext("%(names)s: last words before the second vote."), {
      names: list(game().candidates.map(nameOf)),
    }),
  }),
  runoff: () => ({
    title: gettext("Vote again"),
    lead: fill(gettext("Only between %(names)s. Another tie lets the liar get away."), {
      names: list(game().candidates.map(nameOf)),
    }),
  }),
  guessing() {
    if (isMe(game().turn))
      return {
        title: gettext("They caught you"),
        lead: gettext("One guess. Name the word, and you still win."),
      };
    return {
      title: fill(gettext("%(name)s is the liar"), { name: nameOf(game().turn) }),
      lead: gettext("Caught, but one guess at the word is left. If it is right, the liar wins."),
    };
  },
  reveal: () => verdict(game().reveal),
};

function over(winners) {
  const title = winners.some(isMe)
    ? winners.length > 1
      ? gettext("You share the win")
      : gettext("You win the match")
    : fill(ngettext("%(names)s wins the match", "%(names)s win the match", winners.length), {
        names: list(winners.map(nameOf)),
      });
  return { title, lead: gettext("Same table, new liar? Get ready for the next match.") };
}

const watching = () => gettext("You are watching. You play from the next round.");

/** {title, lead} for now. */
export function lines() {
  if (!store.get("room")) return { title: gettext("Taking your seat…"), lead: "" };
  return LINES[game()?.phase ?? "lobby"]();
}

/** Where in the match we are: {kicker, category}, empty in the lobby. */
export function whereabouts() {
  const now = game();
  if (!now || now.phase === "lobby") return { kicker: "", category: "" };
  const before = now.phase === "countdown"; // the round that comes is not dealt yet
  const round = fill(gettext("Round %(round)s of %(rounds)s"), {
    round: now.round + (before && !calledOff() ? 1 : 0),
    rounds: now.rounds,
  });
  const kicker = before || iPlay() ? round : `${round} · ${gettext("you are watching")}`;
  return { kicker, category: before ? "" : now.category };
}
