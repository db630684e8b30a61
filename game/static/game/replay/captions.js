// What stands above the faces of a replay: {title, lead}, and names of chapters.

import { verdict } from "game/verdict";
import { nameOf } from "lie/people";
import { fill, list } from "lie/words";

const who = (state) => ({ name: nameOf(state.turn) });

const CAPTIONS = {
  countdown: () => ({ title: gettext("Here we go") }),
  dealing: () => ({ title: gettext("Cards are dealt"), lead: gettext("Who was it? Watch the faces.") }),
  describing: (state) => ({ title: fill(gettext("%(name)s describes"), who(state)) }),
  discussing: () => ({ title: gettext("Who is lying?") }),
  voting: (state) => ({ title: gettext("Vote"), lead: outcome(state) }),
  runoff_talk: (state) => ({ title: gettext("A tie"), lead: list(state.tied.map(nameOf)) }),
  runoff: (state) => ({ title: gettext("Vote again"), lead: outcome(state) }),
  defence: (state) => ({ title: fill(gettext("%(name)s is accused"), who(state)), lead: state.plea ?? "" }),
  verdict: (state) => ({ title: fill(gettext("Is %(name)s lying?"), who(state)), lead: judged(state) }),
  guessing: (state) => ({ title: fill(gettext("%(name)s guesses the word"), who(state)), lead: guessed(state) }),
  ruling: (state) => ({ title: gettext("Close enough?"), lead: guessed(state) }),
  reveal: (state) => verdict({ ...state.reveal, guesses: state.guesses }),
  over: ({ winners }) => ({
    title: winners.length
      ? fill(ngettext("%(names)s wins the match", "%(names)s win the match", winners.length), {
          names: list(winners.map(nameOf)),
        })
      : gettext("The match is over"),
  }),
};

function outcome({ tally, accused }) {
  if (tally === null) return "";
  return accused ? fill(gettext("%(nickname)s is accused."), { nickname: nameOf(accused) }) : gettext("Nobody is accused.");
}

function judged({ question }) {
  if (!question) return "";
  const sentence = question.passed
    ? gettext("Guilty, by %(ayes)s to %(noes)s.")
    : gettext("Not guilty, by %(noes)s to %(ayes)s.");
  return fill(sentence, question);
}

const guessed = ({ talk }) => {
  const last = talk.findLast(({ kind }) => kind === "guess");
  return last ? `“${last.text || gettext("(nothing)")}”` : "";
};

/** {title, lead} of a state. */
export function caption(state) {
  const { title, lead = "" } = state.paused ? { title: gettext("A pause") } : CAPTIONS[state.phase](state);
  return { title, lead };
}

const CHAPTERS = () => ({
  dealing: gettext("Cards are dealt"),
  describing: gettext("The hints"),
  discussing: gettext("Who is lying?"),
  voting: gettext("Vote"),
  runoff: gettext("Vote again"),
  defence: gettext("The defence"),
  guessing: gettext("The last guess"),
  reveal: gettext("The truth"),
});

/** "Round 2". */
export const roundName = (round) => fill(gettext("Round %(round)s"), { round });

/** A chapter by its name. */
export const chapterName = ({ phase }) => CHAPTERS()[phase];
