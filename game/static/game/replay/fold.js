// The table of a replay after each step.  Every state is a new one, so a film can be wound back.

const ROUND = {
  category: "",
  order: [],
  lap: 1,
  hints: {}, // player -> what he said last
  marks: {}, // player -> whom he suspects, for himself
  votes: {}, // voter -> whom he holds for the liar just now; null: nobody
  voted: [],
  tally: null,
  tied: [],
  accused: null,
  plea: null,
  answers: {},
  question: null,
  out: {}, // player -> what he was
  guesses: [],
  reveal: null,
};

/** Before the first step. */
export const opening = () => ({
  ...ROUND,
  deal: 0, // grows with every deal, also when a round is dealt again
  round: 0,
  phase: "countdown",
  turn: null,
  paused: false,
  away: [],
  scores: {},
  winners: null,
  talk: [], // {key, player, text, kind}
});

const without = (list, item) => list.filter((other) => other !== item);
const said = (state, player, text, kind) => ({
  ...state,
  talk: [...state.talk, { key: state.talk.length, player, text, kind }],
});

const FOLDS = {
  "game.round_dealt": (state, { round, category, order }) => ({
    ...state,
    ...ROUND,
    deal: state.deal + 1,
    round,
    category,
    order,
  }),
  "game.lap_started": (state, { lap, order }) => ({ ...state, lap, order, votes: {}, voted: [], tally: null }),
  "game.phase_started": (state, { phase, turn }) => ({
    ...state,
    phase,
    turn,
    paused: false,
    ...(["voting", "runoff"].includes(phase) && { votes: {}, voted: [], tally: null, question: null }),
    ...(phase === "verdict" && { answers: {}, question: null }),
  }),
  "game.described": (state, { player, text }) =>
    said({ ...state, hints: { ...state.hints, [player]: text } }, player, text, "hint"),
  "game.suspicion_marked": (state, { player, target }) => ({ ...state, marks: { ...state.marks, [player]: target } }),
  "game.vote_cast": (state, { voter, target }) => ({
    ...state,
    voted: [...without(state.voted, voter), voter],
    ...(target !== undefined && { votes: { ...state.votes, [voter]: target } }),
  }),
  "game.vote_closed": (state, { tally, accused, tied }) => ({ ...state, tally, accused, tied }),
  "game.pleaded": (state, { player, text }) => said({ ...state, plea: text }, player, text, "plea"),
  "game.question_answered": (state, { voter, yes }) => ({ ...state, answers: { ...state.answers, [voter]: yes } }),
  "game.question_closed": (state, question) => ({ ...state, question }),
  "game.player_convicted": (state, { player, unmasked }) => ({
    ...state,
    out: { ...state.out, [player]: unmasked },
  }),
  "game.guess_neared": (state, { player, text }) => said(state, player, text, "guess"),
  "game.word_guessed": (state, guess) =>
    said({ ...state, guesses: [...state.guesses, guess] }, guess.player, guess.text, "guess"),
  "game.round_revealed": (state, reveal) => ({ ...state, reveal, scores: reveal.scores, phase: "reveal" }),
  "game.match_paused": (state) => ({ ...state, paused: true }),
  "game.match_resumed": (state) => ({ ...state, paused: false }),
  "game.presence_changed": (state, { player, away }) => ({
    ...state,
    away: away ? [...state.away, player] : without(state.away, player),
  }),
  "game.seat_left": (state, { player }) => ({ ...state, away: [...without(state.away, player), player] }),
  "game.match_ended": (state, { scores, winners }) => ({ ...state, scores, winners, phase: "over" }),
  "chat.message_posted": (state, { author, text }) => said(state, author, text, "chat"),
};

/** The state after a step ({type, data}); what is unknown changes nothing. */
export const fold = (state, { type, data }) => FOLDS[type]?.(state, data) ?? state;
