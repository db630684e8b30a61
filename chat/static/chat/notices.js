// Lines of the room itself, in the reader's language.

import { fill } from "lie/words";

const NOTICES = {
  player_joined: () => gettext("%(nickname)s sat down."),
  player_left: () => gettext("%(nickname)s left."),
  player_dropped: () => gettext("%(nickname)s lost the connection."),
  player_returned: () => gettext("%(nickname)s is back."),
  host_changed: () => gettext("%(nickname)s is the host now."),
  match_started: () => gettext("The match begins."),
  round_started: () => gettext("Round %(round)s. The category is %(category)s."),
  voting_opened: () => gettext("The vote is open."),
  accused: () => gettext("%(nickname)s is accused."),
  nobody_accused: () => gettext("Nobody is accused."),
  round_won_by_citizens: () => gettext("The citizens win the round. The word was %(word)s."),
  round_won_by_liars: () => gettext("The liar wins the round. The word was %(word)s."),
  round_void: () => gettext("This round does not count."),
  unsteady_connection: () => gettext("%(nickname)s keeps losing the connection."),
  silent_speaker: () => gettext("%(nickname)s has let several turns pass in silence."),
  absent_player: () => gettext("%(nickname)s does not seem to be here any more."),
  word_in_chat: () => gettext("%(nickname)s said the word in the chat before it was revealed."),
  dead_room: () => gettext("Nothing has happened here for a long time. Is anybody still there?"),
  match_ended: () => gettext("The match is over. It goes to %(winners)s."),
};

/** What a notice says. */
export const sentence = ({ notice, about }) => fill(NOTICES[notice](), about);

/** False for a notice of a newer server, which is left out. */
export const isKnown = ({ author, notice }) => author !== null || notice in NOTICES;
