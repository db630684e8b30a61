// This page's part in the room's video: one call, its own tracks, what is switched off.  The store's part ``video``
// says how it stands: {state: "off" | "connecting" | "connected" | "lost", people: [{player, stream, seen}],
// mutes: {player: {audio, video}}, mine: {audio, video}, tracks, pushing, talking, thin, problem}.

import { whisper } from "lie/session";
import { store } from "lie/store";
import { Call } from "media/call";
import { open } from "media/devices";

const KEPT = `lie.video.${location.pathname}`; // of this tab: after a refresh it takes part again
const KINDS = ["audio", "video"];

const OFF = {
  state: "off",
  people: [],
  mutes: {},
  mine: { audio: false, video: false },
  tracks: { audio: null, video: null },
  pushing: false,
  talking: false,
  thin: false,
  problem: null,
};

const now = () => store.get("video");
const set = (parts) => store.set("video", { ...now(), ...parts });

store.set("video", OFF);

const call = new Call({
  send: whisper,
  onPeople: (people, thin) => set({ people, thin }),
  onState: follow,
  onMutes: (mutes) => set({ mutes }),
  onError: (code) => set({ problem: { name: "Refused", code } }),
});

/** How loud the others are: {player: 0 to 1}. */
export const levels = () => call.levels();

/** Take part with these tracks, or change to them; one that is missing is switched off. */
export function enter(tracks, chosen = {}) {
  const running = now().state !== "off";
  for (const kind of KINDS) if (now().tracks[kind] !== tracks[kind]) now().tracks[kind]?.stop();
  const mine = { audio: Boolean(tracks.audio), video: Boolean(tracks.video) };
  set({ tracks: { audio: null, video: null, ...tracks }, mine, problem: null });
  for (const kind of KINDS) now().tracks[kind]?.addEventListener("ended", () => lose(kind, tracks[kind]));
  if (running) for (const kind of KINDS) call.use(kind, now().tracks[kind]);
  else call.start(now().tracks);
  keep(chosen);
  tell();
}

/** Text only from now on. */
export function quit() {
  call.stop();
  for (const kind of KINDS) now().tracks[kind]?.stop();
  sessionStorage.removeItem(KEPT);
  store.set("video", OFF);
}

/** The devices chosen in this tab {audio, video}, if it took part before; null if not. */
export const remembered = () => JSON.parse(sessionStorage.getItem(KEPT))?.chosen ?? null;

/** As it was before the page was loaded again: without asking anybody, if the browser allows. */
export async function resume() {
  const { chosen, mine } = JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  if (!chosen) return;
  const kinds = KINDS.filter((kind) => mine[kind]);
  const { tracks, problem } = kinds.length ? await open(kinds, chosen) : { tracks: {}, problem: null };
  enter(tracks, chosen);
  set({ problem });
}

/** Switch the microphone or the camera on or off.  A camera that is off is given back: its light goes out. */
export async function toggle(kind) {
  const wanted = !now().mine[kind];
  if (wanted && !now().tracks[kind]) {
    const { tracks, problem } = await open([kind], remembered() ?? {});
    if (now().state === "off") return tracks[kind]?.stop();
    set({ problem });
    if (!tracks[kind]) return;
    change(kind, tracks[kind]);
  } else if (!wanted && kind === "video") {
    now().tracks.video?.stop();
    change("video", null);
  }
  set({ mine: { ...now().mine, [kind]: wanted } });
  keep(remembered() ?? {});
  tell();
}

/** Push to talk: heard only while a key or button is held. */
export function push(pushing) {
  set({ pushing, talking: false });
  tell();
}

export function talk(talking) {
  if (!now().pushing || talking === now().talking) return;
  set({ talking });
  tell();
}

/** Is the microphone open just now? */
export const micOpen = () => now().mine.audio && (!now().pushing || now().talking);

function change(kind, track) {
  set({ tracks: { ...now().tracks, [kind]: track } });
  track?.addEventListener("ended", () => lose(kind, track));
  call.use(kind, track);
}

/** A device was pulled out, or its permission taken away. */
function lose(kind, track) {
  if (now().tracks[kind] !== track) return;
  change(kind, null);
  set({ mine: { ...now().mine, [kind]: false }, problem: { name: "OverconstrainedError" } });
  tell();
}

function tell() {
  call.mute({ audio: !micOpen(), video: !now().mine.video });
}

function keep(chosen) {
  sessionStorage.setItem(KEPT, JSON.stringify({ chosen, mine: now().mine }));
}

function follow(state) {
  if (now().state === "off" && state !== "connecting") return;
  set({ state });
  if (state === "connected") tell(); // another server does not know it
}

store.listen(({ type, data }) => type.startsWith("media.") && data.type === type && call.take(data));

let wasOpen = false;
store.watch(["connection"], () => {
  const isOpen = store.get("connection")?.status === "open";
  if (isOpen && !wasOpen) {
    call.nudge();
    if (now().state === "connected") tell();
  }
  wasOpen = isOpen;
  if (store.get("connection")?.status === "ended" && now().state !== "off") quit();
});
