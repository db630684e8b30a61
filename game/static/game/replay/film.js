// A match as a film: its steps on a time of their own, in which long silences are cut short.  Holds; does not draw.

import { fold, opening } from "game/replay/fold";

const LONGEST_SILENCE = 5_000; // ms between two steps
const SHORTEST_LOOK = 2_500; // ms that a reveal stands at least before the next round
const TAIL = 4_000; // ms after the last step

/** Phases of which a viewer wants the beginning. */
const CHAPTERS = new Set(["dealing", "describing", "discussing", "voting", "runoff", "defence", "guessing", "reveal"]);

export class Film {
  #all = []; // as they came
  #shown = null; // the state that was asked for last, and how many steps are in it

  /** ``timeline``: the answer of /api/replay/ID. */
  constructor({ people, steps, over, mode }) {
    this.over = over;
    this.mode = mode;
    this.#all = steps;
    this.#cut(people);
  }

  /** More of it, while the match runs. */
  grow({ people, steps }) {
    this.#all = [...this.#all, ...steps];
    this.#cut(people);
  }

  #cut(people) {
    const steps = this.#all;
    this.people = people;
    this.steps = cut(steps);
    this.length = (this.steps.at(-1)?.time ?? 0) + TAIL;
    this.answers = answers(steps);
    this.chapters = chapters(this.steps);
  }

  /** What is to be seen at ``time`` ms. */
  at(time) {
    const count = this.#until(time);
    const from = this.#shown && this.#shown.count <= count ? this.#shown : { count: 0, state: opening() };
    const state = this.steps.slice(from.count, count).reduce(fold, from.state);
    this.#shown = { count, state };
    return state;
  }

  /** Where the next step lies, or the one before: for those who walk through it by key. */
  step(time, forward) {
    const times = this.steps.map((step) => step.time);
    const found = forward ? times.find((at) => at > time) : times.findLast((at) => at < time);
    return found ?? (forward ? this.length : 0);
  }

  /** The chapter after ``time``, or the one before; within its first second the one before that. */
  chapter(time, forward) {
    const found = forward
      ? this.chapters.find((chapter) => chapter.time > time)
      : this.chapters.findLast((chapter) => chapter.time < time - 1_000);
    return found?.time ?? (forward ? this.length : 0);
  }

  /** The chapter that runs at ``time``. */
  running(time) {
    return this.chapters.findLastIndex((chapter) => chapter.time <= time);
  }

  #until(time) {
    const next = this.steps.findIndex((step) => step.time > time);
    return next === -1 ? this.steps.length : next;
  }
}

/** Each step with its ``time`` in the film. */
function cut(steps) {
  let [time, before, shortest] = [0, 0, 0];
  return steps.map((step) => {
    time += Math.max(Math.min(step.at - before, LONGEST_SILENCE), step.type === "game.round_dealt" ? shortest : 0);
    before = step.at;
    shortest = step.type === "game.round_revealed" ? SHORTEST_LOOK : shortest;
    return { ...step, time };
  });
}

/** What the reveals tell of each round, or the open deal, for those who want to know from its beginning. */
function answers(steps) {
  const found = new Map();
  let deals = 0;
  for (const { type, data } of steps) {
    if (type === "game.round_dealt") deals += 1;
    if (type === "game.round_revealed" || data.word) found.set(deals, { decoy: null, spies: [], ...data });
    if (type === "game.roles_dealt") Object.assign(found.get(deals) ?? {}, { decoy: data.decoy, spies: data.spies });
  }
  return found;
}

/** Where phases begin: {time, round, phase, turn}.  Of describing the first turn alone. */
function chapters(steps) {
  const found = [];
  let round = 0;
  for (const { type, data, time } of steps) {
    if (type === "game.round_dealt") round = data.round;
    const { phase } = data;
    if (type !== "game.phase_started" || !CHAPTERS.has(phase)) continue;
    const last = found.at(-1);
    if (last?.round !== round || last?.phase !== phase) found.push({ time, round, phase });
  }
  return found;
}
