// What the panel's head says when nothing is played: after the match, and in a pause.

import { isMe, nameOf } from "lie/people";
import { fill, list } from "lie/words";

/** {title, lead} after a match. */
export function over(winners) {
  const title = winners.some(isMe)
    ? winners.length > 1
      ? gettext("You share the win")
      : gettext("You win the match")
    : fill(ngettext("%(names)s wins the match", "%(names)s win the match", winners.length), {
        names: list(winners.map(nameOf)),
      });
  return { title, lead: gettext("Same table, new liar? Get ready for the next match.") };
}

const REASONS = {
  players: () => ({
    title: gettext("A pause"),
    lead: gettext("Any player ends it. The phase goes on with %(n)s seconds."),
  }),
  admin: () => ({
    title: gettext("A pause"),
    lead: gettext(
      "Whoever looks after this server has stopped the game. The phase goes on with %(n)s seconds.",
    ),
  }),
  too_few: () => ({
    title: gettext("Waiting for players"),
    lead: gettext("Too few are left. When somebody comes back it goes on, else the match ends here."),
  }),
};

/** {title, lead} of a pause: why, and how long the phase has when it goes on. */
export function stopped({ reason, left }) {
  const { title, lead } = REASONS[reason]();
  return { title, lead: fill(lead, { n: Math.ceil(left / 1000) }) };
}
