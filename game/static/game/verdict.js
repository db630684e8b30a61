// How a round ended, in one headline and one sentence.

import { nameOf } from "lie/people";
import { fill, list } from "lie/words";

const ENDINGS = {
  liar_guessed: () => ({
    title: gettext("Caught, but the liar knew the word"),
    lead: gettext("%(liars)s guessed right and wins the round."),
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
  too_few: () => ({ title: gettext("Too few are left"), lead: gettext("This round does not count.") }),
  void: () => ({ title: gettext("This round does not count"), lead: gettext("It is dealt anew.") }),
};

/** {title, lead} of a reveal. */
export function verdict({ reason, liars, accused }) {
  const { title, lead } = ENDINGS[reason]();
  return {
    title,
    lead: fill(lead, { liars: list(liars.map(nameOf)), accused: accused ? nameOf(accused) : "" }),
  };
}
