// Faces, hints and votes of a replay, drawn from a state.

import { caption, roundName } from "game/replay/captions";
import { clone, follow, mark, part, show, write } from "lie/dom";
import { nameOf } from "lie/people";
import { fill } from "lie/words";

const SPEAKING = new Set(["describing", "defence", "guessing"]);
const NEAR = 60; // px from the end: somebody who reads along

/** Draw ``state`` below ``root``.  ``answer``: the reveal of its round, for those who want to know already. */
export function draw(root, film, state, answer) {
  const known = state.reveal ?? answer;
  const { title, lead } = caption(state);
  write(root, {
    title,
    lead,
    where: state.round ? roundName(state.round) : "",
    category: state.category,
    word: known ? [known.word, known.decoy].filter(Boolean).join(" / ") : "",
  });
  show(part(root, "word-card"), Boolean(known) && state.phase !== "over");
  document.body.dataset.phase = state.phase;
  const cast = film.people.filter(({ player }) => inPlay(state, player));
  part(root, "cast").dataset.count = cast.length;
  follow(part(root, "cast"), cast, {
    key: (person) => person.player,
    make,
    update: (node, { player }) => update(node, player, state, known),
  });
  talk(part(root, "talk"), state);
}

/** Who only watched has no face in it. */
const inPlay = (state, player) => state.order.length === 0 || state.order.includes(player) || player in state.scores;

function make({ player }) {
  const node = clone("cast-member");
  part(node, "face").setAttribute("seed", player);
  write(node, { name: nameOf(player) });
  return node;
}

function update(node, player, state, known) {
  const role = roleOf(player, state, known);
  const over = state.phase === "over";
  mark(node, {
    turn: state.turn === player && !over,
    lying: role !== "",
    out: player in state.out && !state.reveal,
    away: state.away.includes(player),
    accused: state.accused === player && !over,
    won: over && state.winners.includes(player),
  });
  show(part(node, "role"), role !== "");
  part(node, "role").textContent = { liar: gettext("liar"), spy: gettext("spy") }[role] ?? "";
  points(part(node, "points"), player, state);
  says(part(node, "says"), state.hints[player] ?? "");
  votes(part(node, "votes"), player, state);
  const { classList } = node.querySelector(".face");
  classList.toggle("face-talking", state.turn === player && SPEAKING.has(state.phase));
  classList.toggle("face-lying", role !== "");
}

function roleOf(player, { out, phase }, known) {
  if (phase === "over") return "";
  if (known?.liars.includes(player)) return "liar";
  if (known?.spies.includes(player)) return "spy";
  return out[player] === "liar" ? "liar" : "";
}

function points(node, player, { reveal, phase, scores }) {
  const gained = reveal?.points[player] ?? 0;
  const text = phase === "over" ? String(scores[player] ?? 0) : gained > 0 ? `+${gained}` : "";
  show(node, text !== "");
  node.textContent = text;
}

function says(node, text) {
  show(node, text !== "");
  if (node.textContent !== text) node.textContent = text;
}

const THINKING = new Set(["describing", "discussing", "runoff_talk", "defence"]);

/** The faces of those who vote for this player, in the order in which they made up their minds; before a vote is
 *  open, of those who suspect him. */
function votes(node, player, state) {
  const thinking = THINKING.has(state.phase) && !state.reveal;
  const against = thinking ? state.marks : ballots(state);
  const order = thinking || state.reveal ? Object.keys(against) : state.voted;
  const voters = order.filter((voter) => against[voter] === player);
  mark(node, { thinking });
  follow(
    node,
    voters.map((voter) => ({ voter })),
    { key: ({ voter }) => voter, make: face, update: (shown, { voter }) => label(shown, voter, thinking) },
  );
}

function ballots({ votes, phase, reveal }) {
  if (phase === "over" || phase === "dealing") return {};
  return reveal ? reveal.votes : votes;
}

function face({ voter }) {
  const node = document.createElement("lie-face");
  node.setAttribute("seed", voter);
  node.setAttribute("role", "img");
  return node;
}

function label(node, voter, thinking) {
  const name = nameOf(voter);
  node.setAttribute("aria-label", thinking ? fill(gettext("%(name)s suspects this player"), { name }) : name);
}

function talk(list, state) {
  const reading = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
  const lines = state.talk.filter(({ text }) => text !== "");
  follow(list, lines, { key: (line) => line.key, make: spoken });
  if (reading) list.scrollTop = list.scrollHeight;
}

function spoken({ player, text, kind }) {
  const node = clone("talk-line");
  part(node, "face").setAttribute("seed", player);
  write(node, { name: nameOf(player), text });
  node.dataset.kind = kind;
  return node;
}
