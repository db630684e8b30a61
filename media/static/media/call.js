// The connection to the room's media server: offered once, never renegotiated, made anew when it is lost.  No DOM.

const AGAIN = 2000; // ms without an answer to what we asked
const SILENCE = 3000; // ms without a packet: the server sends one every second
const MOVE = 1000; // ms
const SPREAD = 300; // ms, so that not all come at once
const LOOK = 500; // ms between looks for silence
const CODECS = { audio: "audio/opus", video: "video/vp8" };
const KINDS = ["audio", "video"];

export class Call {
  #pc = null;
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
    await this.#sender(kind)?.replaceTrack(track);
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
    const stats = [...((await this.#pc?.getStats()) ?? new Map()).values()];
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
    if (this.#pc?.connectionState === "connected") this.hide(this.#hidden);
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
    if (this.#pc) return; // an answer to something we have asked twice
    clearTimeout(this.#timers.again);
    this.#asked = 0;
    this.#config = config;
    const attempt = (this.#attempt += 1);
    const pc = (this.#pc = new RTCPeerConnection({ iceServers: config.iceServers, bundlePolicy: "max-bundle" }));
    pc.onconnectionstatechange = () => this.#watch(pc);
    for (const kind of KINDS) add(pc, kind, "sendonly", this.#tracks[kind]);
    for (let slot = 0; slot < config.slots; slot += 1) for (const kind of KINDS) add(pc, kind, "recvonly");
    await pc.setLocalDescription();
    if (pc !== this.#pc) return;
    this.send("media.offer", { epoch: config.epoch, attempt, sdp: pc.localDescription.sdp });
    this.#timers.again = setTimeout(() => this.#begin(), 2 * AGAIN);
  }

  async #accept({ epoch, attempt, sdp }) {
    const awaited = epoch === this.#config?.epoch && attempt === this.#attempt;
    if (!awaited || this.#pc?.signalingState !== "have-local-offer") return;
    clearTimeout(this.#timers.again);
    await this.#pc.setRemoteDescription({ type: "answer", sdp });
    this.#timers.again = setTimeout(() => this.#begin(), 5 * AGAIN);
    this.#place(this.#slots);
  }

  #reset({ epoch, reason }) {
    if (reason === "lost" && this.#pc?.connectionState === "connected") return; // of an older connection
    if (["moved", "stale"].includes(reason) && epoch === this.#config?.epoch) return; // we are there already
    this.#drop();
    this.onState("lost");
    const pause = reason === "draining" ? MOVE : 0; // until another server has the room
    this.#timers.again = setTimeout(() => this.#begin(), pause + Math.random() * SPREAD);
  }

  #watch(pc) {
    if (pc !== this.#pc) return;
    if (pc.connectionState === "connected") {
      clearTimeout(this.#timers.again);
      this.#heard = { bytes: 0, at: performance.now() };
      clearInterval(this.#timers.look);
      this.#timers.look = setInterval(() => this.#listen(pc), LOOK);
      this.onState("connected");
      this.#place(this.#slots);
    } else if (["failed", "closed"].includes(pc.connectionState)) this.#lose();
  }

  /** A browser takes 5 s and more to notice that nobody is there; the server's packet every second tells sooner. */
  async #listen(pc) {
    const stats = await pc.getSenders()[0].getStats();
    if (pc !== this.#pc) return;
    const bytes = [...stats.values()].find(({ type }) => type === "transport")?.bytesReceived ?? 0;
    if (bytes > this.#heard.bytes) this.#heard = { bytes, at: performance.now() };
    else if (performance.now() - this.#heard.at > SILENCE) this.#lose();
  }

  #lose() {
    this.onState("lost");
    this.#begin();
  }

  #place(slots) {
    this.#slots = slots;
    const byMid = this.#transceivers();
    const people = [];
    for (const { player, audio, video } of slots) {
      const tracks = [audio, video].map((mid) => byMid.get(mid)?.receiver.track).filter(Boolean);
      if (tracks.length === 0) continue;
      const stream = this.#streams.get(audio) ?? new MediaStream();
      for (const track of tracks) stream.addTrack(track); // one that is there already is not added again
      this.#streams.set(audio, stream);
      people.push({ player, stream, seen: Boolean(video) });
    }
    const thin = slots.some(({ audio, video }) => !audio || !video);
    if (this.#pc?.remoteDescription) this.onPeople(people, thin);
  }

  #drop() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#pc?.close();
    this.#pc = this.#config = null;
    this.#slots = [];
    this.#streams.clear();
  }

  #sender(kind) {
    const ours = (each) => each.direction === "sendonly" && each.receiver.track.kind === kind;
    return this.#pc?.getTransceivers().find(ours)?.sender;
  }

  #transceivers() {
    return new Map((this.#pc?.getTransceivers() ?? []).map((each) => [each.mid, each]));
  }
}

/** One codec a kind, and no retransmission stream: the server knows these, and the offer is a third as long. */
function add(pc, kind, direction, track) {
  const transceiver = pc.addTransceiver(track ?? kind, { direction });
  const { codecs } = RTCRtpReceiver.getCapabilities(kind);
  transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType.toLowerCase() === CODECS[kind]));
}
