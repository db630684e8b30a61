// One player's picture and sound on the page: made once, kept through every change of the table.

import { clone, mark, part, show } from "lie/dom";

const LOUD = 0.02; // of 1
const HOLD = 400; // ms that the ring stays after a sound

export class Picture {
  #loud = 0;

  /** ``own``: mirrored, and without sound.  onRefused() when the browser will not play sound before a tap. */
  constructor({ own, onRefused }) {
    this.own = own;
    this.onRefused = onRefused;
    this.video = document.createElement("video");
    Object.assign(this.video, { autoplay: true, muted: true, playsInline: true, hidden: true });
    this.video.setAttribute("aria-hidden", "true");
    this.video.classList.toggle("video-own", own);
    this.audio = own ? null : new Audio();
    this.marks = clone("video-marks");
  }

  /** Put it on a seat, if it is not there, and show what there is. */
  place(seat, { stream, muted, shown }) {
    const frame = part(seat, "picture");
    if (this.video.parentNode !== frame) frame.append(this.video);
    if (this.marks.parentNode !== seat) seat.append(this.marks);
    this.seat = seat;
    this.#play(stream);
    show(this.video, shown && !muted.video);
    if (!this.video.hidden && this.video.paused) this.video.play().catch(() => {}); // interrupted: the next draw tries
    mark(seat, { video: shown && !muted.video });
    show(part(this.marks, "mic-off"), muted.audio);
    show(part(this.marks, "camera-off"), muted.video);
  }

  /** How loud it is now, 0 to 1. */
  sound(level) {
    if (level > LOUD) this.#loud = performance.now();
    mark(this.seat, { speaking: performance.now() - this.#loud < HOLD });
  }

  hearBy(speaker) {
    if (speaker && this.audio) this.audio.setSinkId?.(speaker).catch(() => {}); // it is gone: the usual one
  }

  listen() {
    this.audio?.play().catch((problem) => problem.name === "NotAllowedError" && this.onRefused());
  }

  remove() {
    mark(this.seat, { video: false, speaking: false });
    this.video.srcObject = null;
    if (this.audio) this.audio.srcObject = null;
    this.video.remove();
    this.marks.remove();
  }

  #play(stream) {
    if (this.stream === stream) return;
    this.stream = stream;
    this.video.srcObject = stream;
    if (!this.audio) return;
    this.audio.srcObject = new MediaStream(stream.getAudioTracks());
    this.listen();
  }
}
