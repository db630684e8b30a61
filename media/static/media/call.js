// The way to the room's media server: one connection, or one for each direction where its engine needs two.  Made anew
// when it is lost.  No DOM.

import { Line } from "media/line";

const AGAIN = 2000; // ms without an answer to what we asked
const SILENCE = 3000; // ms without a packet: the server sends one every second
const MOVE = 1000; // ms
const SPREAD = 300; // ms, so that not all come at once
const LOOK = 500; // ms between looks for silence
const KINDS = ["audio", "video"];

export class Call {
  #lines = []; // one, or the one to send and the one to receive
  #config = null;
  #attempt = 0;
  #wanted = false;
  #tracks = { audio: null, video: null };
  #slots = [];
  #hidden = [];
  #asked = 0; // times without an answer
  #streams = new Map(); // mid of the audio section -> MediaStream
  #heard = { bytes: 0, at: 0 };
  #timers = {};

  /** send(type, data); onPeople([{player, stream, seen}], thin) at each change of who is here, ``seen`` false for a
   * picture that rests, ``thin`` true when something rests because the line carries no more; onState("off" |
   * "connecting" | "connected" | "lost"); onMutes({player: {audio, video}}); onError(code). */
  constructor({ send, onPeople, onState, onMutes, onError }) {
    Object.assign(this, { send, onPeople, onState, onMutes, onError });
  }

  /** Take part, with tracks or without any. */
  start(tracks = {}) {
    Object.assign(this.#tracks, tracks);
    this.#wanted = true;
    this.#begin();
  }

  /** Text only from now on. */
  stop() {
    this.#wanted = false;
    this.send("media.leave", {});
    this.#drop();
    this.onState("off");
  }

  /** Another camera or microphone, or none: no negotiation, no break. */
  async use(kind, track) {
    this.#tracks[kind] = track;
    await this.#lines[0]?.sender(kind)?.replaceTrack(track);
  }

  /** What the player has switched off himself; the server holds to it as well. */
  mute(muted) {
    for (const kind of KINDS) if (this.#tracks[kind]) this.#tracks[kind].enabled = !muted[kind];
    this.send("media.mute", muted);
  }

  /** Pictures of these players are not shown, so they need not come. */
  hide(players) {
    this.#hidden = players;
    this.send("media.layers", { hidden: players });
  }

  /** How loud everybody is just now: {player: 0 to 1}. */
  async levels() {
    const stats = (await this.#receiving?.stats()) ?? [];
    const byMid = new Map(stats.filter(({ type }) => type === "inbound-rtp").map((each) => [each.mid, each.audioLevel]));
    return Object.fromEntries(this.#slots.map(({ player, audio }) => [player, byMid.get(audio) ?? 0]));
  }

  /** A ``media.*`` frame of the room's socket. */
  take(frame) {
    if (!this.#wanted) return;
    const name = frame.type.slice("media.".length);
    const kinds = {
      config: () => this.#configure(frame),
      answer: () => this.#accept(frame),
      slots: () => this.#place(frame.slots),
      mutes: () => this.onMutes?.(frame.players),
      reset: () => this.#reset(frame),
      error: () => this.onError?.(frame.code),
    };
    kinds[name]?.();
  }

  /** The room's socket is open again: what was asked or told may have been lost. */
  nudge() {
    if (!this.#wanted) return;
    if (this.#connected) this.hide(this.#hidden);
    else this.#begin();
  }

  #begin() {
    this.#drop();
    this.onState("connecting");
    this.#ask();
  }

  #ask() {
    this.send("media.join", {});
    this.#asked += 1; // without any media server nobody answers for long; as soon as there is one, it resets us
    this.#timers.again = setTimeout(() => this.#ask(), AGAIN * Math.min(4, this.#asked) + Math.random() * 500);
  }

  async #configure(config) {
    if (this.#lines.length) return; // an answer to something we have asked twice
    clearTimeout(this.#timers.again);
    this.#asked = 0;
    this.#config = config;
    const { iceServers, slots, epoch } = config;
    const ways = config.apart ? [{ tracks: this.#tracks }, { slots }] : [{ tracks: this.#tracks, slots }];
    const onState = (line) => this.#watch(line);
    const lines = ways.map((way) => new Line({ ...way, iceServers, onState, attempt: (this.#attempt += 1) }));
    this.#lines = lines;
    for (const line of lines) {
      const sdp = await line.offer();
      if (lines !== this.#lines) return;
      this.send("media.offer", { epoch, attempt: line.attempt, sdp });
    }
    if (lines.some((line) => line.waits)) this.#beginIn(2 * AGAIN);
  }

  async #accept({ epoch, attempt, sdp }) {
    const lines = this.#lines;
    const line = lines.find((each) => each.attempt === attempt);
    if (!line?.waits || epoch !== this.#config.epoch) return;
    clearTimeout(this.#timers.again); // on a busy machine the answer takes its time to be taken in
    await line.accept(sdp);
    if (lines !== this.#lines) return;
    if (!this.#connected) this.#beginIn(5 * AGAIN);
    this.#place(this.#slots);
  }

  #beginIn(ms) {
    clearTimeout(this.#timers.again);
    this.#timers.again = setTimeout(() => this.#begin(), ms);
  }

  #reset({ epoch, reason }) {
    if (reason === "lost" && this.#connected) return; // of an older connection
    if (["moved", "stale"].includes(reason) && epoch === this.#config?.epoch) return; // we are there already
    this.#drop();
    this.onState("lost");
    const pause = reason === "draining" ? MOVE : 0; // until another server has the room
    this.#beginIn(pause + Math.random() * SPREAD);
  }

  #watch(line) {
    if (!this.#lines.includes(line)) return;
    if (["failed", "closed"].includes(line.state)) return this.#lose();
    if (line.state !== "connected" || !this.#connected) return;
    clearTimeout(this.#timers.again);
    this.#heard = { bytes: 0, at: performance.now() };
    clearInterval(this.#timers.look);
    // On a line of its own nothing comes for a while from who has nothing to say: ICE has to notice that.
    if (!this.#config.apart) this.#timers.look = setInterval(() => this.#listen(line), LOOK);
    this.onState("connected");
    this.#place(this.#slots);
  }

  /** A browser takes 5 s and more to notice that nobody is there; the server's packet every second tells sooner. */
  async #listen(line) {
    const bytes = await line.bytes();
    if (!this.#lines.includes(line)) return;
    if (bytes > this.#heard.bytes) this.#heard = { bytes, at: performance.now() };
    else if (performance.now() - this.#heard.at > SILENCE) this.#lose();
  }

  #lose() {
    this.onState("lost");
    this.#begin();
  }

  #place(slots) {
    this.#slots = slots;
    const people = [];
    for (const { player, audio, video } of slots) {
      const tracks = [audio, video].map((mid) => this.#receiving?.track(mid)).filter(Boolean);
      if (tracks.length === 0) continue;
      const stream = this.#streams.get(audio) ?? new MediaStream();
      for (const track of tracks) stream.addTrack(track); // one that is there already is not added again
      this.#streams.set(audio, stream);
      people.push({ player, stream, seen: Boolean(video) });
    }
    const thin = slots.some(({ audio, video }) => !audio || !video);
    if (this.#receiving?.answered) this.onPeople(people, thin);
  }

  #drop() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    const lines = this.#lines;
    this.#lines = [];
    this.#config = null;
    for (const line of lines) line.close();
    this.#slots = [];
    this.#streams.clear();
  }

  get #receiving() {
    return this.#lines.at(-1);
  }

  get #connected() {
    return this.#lines.length > 0 && this.#lines.every(({ state }) => state === "connected");
  }
}
