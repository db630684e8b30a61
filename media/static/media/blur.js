// A blurred background, where the camera itself or the system makes it: at no cost of ours, or not at all.

const KEPT = "lie.blur";

/** Is a blurred background wished for in this browser? */
export const isBlurWanted = () => localStorage.getItem(KEPT) === "on";

/** Can this camera blur what is behind its player, and also leave it? */
export function canBlur(track) {
  const offered = track?.getCapabilities?.().backgroundBlur ?? [];
  return offered.includes(true) && offered.includes(false);
}

/** From now on, for this camera and each that is opened later. */
export async function blur(track, on) {
  await track.applyConstraints({ ...track.getConstraints(), backgroundBlur: on });
  localStorage.setItem(KEPT, on ? "on" : "off");
}
