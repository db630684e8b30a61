// How a round ended, in one headline and one sentence.

import { nameOf } from "lie/people";
import { fill, list } from "lie/words";

const ENDINGS = {
  liar_guessed: () => ({
    title: gettext("Caught, but the liar knew the word"),
    lead: gettext("%(guesser)s guessed right and wins the round."),
  }),
  liar_missed: () => ({
    title: gettext("The liar is caught"),
    lead: gettext("%(liars)s lied and could not name the word. The citizens win the round."),
  }),
  liar_hidden: () => ({
    title: gettext("The liar got away"),
    lead: gettext("It was %(liars)s all along, and the vote did not find out."),
  }),
  citizen_accused: () => ({
    title: gettext("An honest face was accused"),
    lead: gettext("%(accused)s told the truth. The liar was %(liars)s."),
  }),
  liar_left: () => ({
    title: gettext("The liar ran away"),
    lead: gettext("%(liars)s left the table. The citizens win the round."),
  }),
  spy_caught: () => ({
    title: gettext("The spy is caught"),
    lead: gettext("%(spies)s knew the word and lied for %(liars)s. The citizens win the round."),
  }),
  too_few: () => ({ title: gettext("Too few are left"), lead: gettext("This round does not count.") }),
  void: () => ({ title: gettext("This round does not count"), lead: gettext("It is dealt anew.") }),
};

const names = (players) => list(players.map(nameOf));

/** {title, lead} of a reveal. */
export function verdict({ reason, liars, accused, spies, guesses }) {
  const { title, lead } = ENDINGS[reason]();
  const right = guesses.filter((guess) => guess.correct).map((guess) => guess.player);
  const sentence = fill(lead, {
    liars: names(liars),
    guesser: names(right),
    spies: names(spies),
    accused: accused ? nameOf(accused) : "",
  });
  return { title, lead: [sentence, alsoSpied(reason, spies)].filter(Boolean).join(" ") };
}

const alsoSpied = (reason, spies) =>
  spies.length && reason !== "spy_caught" ? fill(gettext("The spy was %(spies)s."), { spies: names(spies) }) : "";
