// Cameras, microphones, speakers, and one sentence for each way in which they can fail.

import { isBlurWanted } from "media/blur";

const PROMPT = 30_000; // ms: a browser may leave its question unanswered for ever
const WISHES = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 320 }, height: { ideal: 240 }, frameRate: { ideal: 20 } },
};

const LACKING = new Set(["NotFoundError", "OverconstrainedError", "NotReadableError", "AbortError"]);

const SENTENCES = {
  NotAllowedError: () =>
    gettext("The browser does not let this page use camera and microphone. Allow it beside the address, then try again."),
  NotFoundError: () => gettext("No camera and no microphone were found. You can join without."),
  OverconstrainedError: () => gettext("The chosen device is not there any more. Choose another one."),
  NotReadableError: () => gettext("Another program uses the camera or microphone. Close it, then try again."),
  Insecure: () =>
    gettext("Browsers give camera and microphone to secure pages alone: this page has to be opened by https://. You can join without."),
  Late: () => gettext("The browser's question was not answered. Try again, or join without."),
  NoCaptions: () => gettext("Your browser cannot write down what you say here. Type your hint instead."),
};

/** What to tell the player about a failure. */
export const sentenceOf = (problem) =>
  (SENTENCES[problem.name] ?? (() => gettext("Camera and microphone cannot be used just now. You can join without.")))();

const failure = (name) => Object.assign(new Error(name), { name });

/** Tracks of these kinds ("audio", "video"), of the devices in ``chosen`` {kind: id}, as far as they can be had:
 * {tracks: {audio, video}, problem}.  With a problem at least one of them is null. */
export async function open(kinds, chosen = {}) {
  if (!navigator.mediaDevices?.getUserMedia) return { tracks: {}, problem: failure("Insecure") };
  try {
    return { tracks: await ask(kinds, chosen), problem: null };
  } catch (problem) {
    if (kinds.length === 1 || !LACKING.has(problem.name)) return { tracks: {}, problem };
    const single = [];
    for (const kind of kinds) single.push(await open([kind], chosen));
    return { tracks: Object.assign({}, ...single.map(({ tracks }) => tracks)), problem };
  }
}

async function ask(kinds, chosen) {
  const exact = (kind) => (chosen[kind] ? { deviceId: { exact: chosen[kind] } } : {});
  const wish = Object.fromEntries(kinds.map((kind) => [kind, { ...WISHES[kind], ...exact(kind) }]));
  if (wish.video && isBlurWanted()) wish.video.backgroundBlur = { ideal: true };
  const asked = navigator.mediaDevices.getUserMedia(wish);
  const stream = await Promise.race([asked, late()]).catch((problem) => {
    if (problem.name === "Late") asked.then(stop, () => {}); // allowed at last, when nobody waits any more
    throw problem;
  });
  return { audio: stream.getAudioTracks()[0] ?? null, video: stream.getVideoTracks()[0] ?? null };
}

const late = () => new Promise((_, refuse) => setTimeout(() => refuse(failure("Late")), PROMPT));
const stop = (stream) => stream.getTracks().forEach((track) => track.stop());

/** What there is to choose from: {audio, video, speaker}, each a list of {id, label}. */
export async function choices() {
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const of = (kind) =>
    all
      .filter((each) => each.kind === kind && each.deviceId)
      .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `${index + 1}` }));
  return { audio: of("audioinput"), video: of("videoinput"), speaker: canChooseSpeaker() ? of("audiooutput") : [] };
}

const canChooseSpeaker = () => "setSinkId" in HTMLMediaElement.prototype;
