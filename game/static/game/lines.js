// What the panel's head says: {title, lead} for every phase, seen from this player's seat.

import { over, stopped } from "game/breaks";
import { game, iAct, iPlay, isMyTurn, seatOf } from "game/table";
import { verdict } from "game/verdict";
import { isMe, nameOf } from "lie/people";
import { store } from "lie/store";
import { fill, list } from "lie/words";

const UNCOUNTED = new Set(["void", "too_few"]);

/** The last round is dealt again: the next one takes its place. */
const calledOff = () => UNCOUNTED.has(game().reveal?.reason);

const whoseTurn = () => ({ name: nameOf(game().turn) });
const tied = () => ({ names: list(game().candidates.map(nameOf)) });

/** Words for those who act, or what the others are here for. */
const orWatching = (words) => (iAct() ? words : aside());
const aside = () =>
  iPlay()
    ? gettext("You are out of this round. Watch how it ends.")
    : seatOf(store.get("player"))
      ? gettext("You are watching. You play from the next round.")
      : gettext("You are watching. Whom do you take for the liar?");

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
    if (!iPlay()) return { title: gettext("Cards are dealt"), lead: aside() };
    return {
      title: gettext("Your card"),
      lead: gettext("Look at it alone. You can peek at it again at any time."),
    };
  },
  describing() {
    if (!isMyTurn())
      return {
        title: fill(gettext("%(name)s describes"), whoseTurn()),
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
    lead: orWatching(
      gettext("Choose the face that you do not believe. You may change your mind until time is up."),
    ),
  }),
  runoff_talk: () => ({
    title: gettext("A tie"),
    lead: fill(gettext("%(names)s: last words before the second vote."), tied()),
  }),
  runoff: () => ({
    title: gettext("Vote again"),
    lead: fill(gettext("Only between %(names)s. Another tie lets the liar get away."), tied()),
  }),
  defence() {
    if (isMyTurn())
      return {
        title: gettext("You are accused"),
        lead: gettext("One line to save your neck. Then the others decide."),
      };
    return {
      title: fill(gettext("%(name)s is accused"), whoseTurn()),
      lead: gettext("The accused has the floor. Then it is guilty or not guilty."),
    };
  },
  verdict() {
    if (isMe(game().turn))
      return {
        title: gettext("Guilty or not?"),
        lead: gettext("The others decide about you. Keep a straight face."),
      };
    return {
      title: fill(gettext("Is %(name)s lying?"), whoseTurn()),
      lead: orWatching(gettext("It takes more than half of the answers to convict. Nobody sees yours.")),
    };
  },
  guessing: () => (isMyTurn() ? myGuess() : guessOfOther()),
  ruling() {
    if (isMe(game().turn))
      return {
        title: gettext("So close"),
        lead: gettext("One letter off. The others decide whether it counts."),
      };
    return {
      title: gettext("Close enough?"),
      lead: orWatching(fill(gettext("%(name)s is one letter off. Does the guess count?"), whoseTurn())),
    };
  },
  reveal: () => verdict(game().reveal),
};

/** The vote has missed him who guesses now. */
const escaped = () => game().accused !== game().turn;

function myGuess() {
  if (escaped())
    return { title: gettext("You got away"), lead: gettext("Now name the word: it is worth points.") };
  if (game().mode === "fool")
    return {
      title: gettext("You were the fool"),
      lead: gettext("Your word was not theirs, and you are caught. Name their word, and you still win."),
    };
  return { title: gettext("They caught you"), lead: gettext("One guess. Name the word, and you still win.") };
}

function guessOfOther() {
  return {
    title: fill(gettext("%(name)s is the liar"), whoseTurn()),
    lead: escaped()
      ? gettext("Not caught, and guesses the word for points.")
      : gettext("Caught, but one guess at the word is left. If it is right, the liar wins."),
  };
}

/** {title, lead} for now. */
export function lines() {
  if (!store.get("room")) return { title: gettext("Taking your seat…"), lead: "" };
  return game()?.pause ? stopped(game().pause) : LINES[game()?.phase ?? "lobby"]();
}

/** Where in the match we are: {kicker, category}, empty in the lobby. */
export function whereabouts() {
  const now = game();
  if (!now || now.phase === "lobby") return { kicker: "", category: "" };
  const before = now.phase === "countdown"; // the round that comes is not dealt yet
  const parts = [round(now.round + (before && !calledOff() ? 1 : 0)), before ? "" : lap()];
  if (!before && !iPlay()) parts.push(gettext("you are watching"));
  return { kicker: parts.filter(Boolean).join(" · "), category: before ? "" : now.category };
}

function round(number) {
  const { rounds, goal } = game();
  return goal
    ? fill(gettext("Round %(round)s, first to %(goal)s"), { round: number, goal })
    : fill(gettext("Round %(round)s of %(rounds)s"), { round: number, rounds });
}

const lap = () => (game().lap > 1 ? fill(gettext("lap %(lap)s"), game()) : "");
