// Lines of the room itself, in the reader's language.

import { fill } from "lie/words";

const NOTICES = {
  player_joined: () => gettext("%(nickname)s sat down."),
  player_left: () => gettext("%(nickname)s left."),
  player_dropped: () => gettext("%(nickname)s lost the connection."),
  player_returned: () => gettext("%(nickname)s is back."),
  host_changed: () => gettext("%(nickname)s is the host now."),
  player_kicked: () => gettext("%(nickname)s was thrown out."),
  player_muted: () => gettext("%(nickname)s cannot write until %(time)s."),
  player_unmuted: () => gettext("%(nickname)s may write again."),
  line_hidden: () => gettext("A line was taken away."),
  filter_set: ({ level }) => FILTERS[level](),
  lap_started: () => gettext("All describe again."),
  lap_voted: () => gettext("You wanted one more lap: all describe again."),
  more_time: () => gettext("30 more seconds: most of you wanted them."),
  convicted_liar: () => gettext("%(nickname)s was a liar and is out."),
  convicted_citizen: () => gettext("%(nickname)s was honest and is out."),
  convicted_spy: () => gettext("%(nickname)s was the spy and is out."),
  paused_by_players: () => gettext("A pause: all of you wanted it."),
  paused_by_admin: () => gettext("Whoever looks after this server has stopped the game for a while."),
  paused_by_too_few: () => gettext("Too few are left: the game waits for somebody to come back."),
  match_resumed: () => gettext("The game goes on."),
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

const FILTERS = {
  off: () => gettext("The host lets every word pass."),
  mild: () => gettext("Coarse words are masked."),
  strict: () => gettext("Coarse and unkind words are masked."),
};

/** What a notice says. */
export const sentence = ({ notice, about }) =>
  fill(NOTICES[notice](about), { ...about, ...(about.until && { time: clockTime(Number(about.until)) }) });

/** "14:05", as the reader's language writes it. */
export const clockTime = (ms) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" }).format(ms);

/** False for a notice of a newer server, which is left out. */
export const isKnown = ({ author, notice }) => author !== null || notice in NOTICES;
