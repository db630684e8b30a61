// One peer connection of a call: offered once, never renegotiated.  No DOM.

const CODECS = { audio: "audio/opus", video: "video/vp8" };
const KINDS = ["audio", "video"];

export class Line {
  #pc;
  #taken = false; // the answer has come

  /** ``tracks``: {audio, video} to send, each may be null; without it the line only receives.  ``slots``: how many
   * others can be received; 0: it only sends.  ``onState(line)`` at each change of ``state``. */
  constructor({ iceServers, tracks = null, slots = 0, attempt, onState }) {
    this.attempt = attempt;
    this.#pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    this.#pc.onconnectionstatechange = () => onState(this);
    if (tracks) for (const kind of KINDS) this.#add(kind, "sendonly", tracks[kind]);
    for (let slot = 0; slot < slots; slot += 1) for (const kind of KINDS) this.#add(kind, "recvonly");
  }

  get state() {
    return this.#pc.connectionState;
  }

  /** Is the answer to our offer still to come? */
  get waits() {
    return !this.#taken && this.#pc.signalingState === "have-local-offer";
  }

  get answered() {
    return this.#pc.remoteDescription !== null;
  }

  /** The SDP to be sent. */
  async offer() {
    await this.#pc.setLocalDescription();
    return this.#pc.localDescription.sdp;
  }

  /** The server's answer, once. */
  async accept(sdp) {
    this.#taken = true;
    await this.#pc.setRemoteDescription({ type: "answer", sdp });
  }

  /** What sends this kind, on a line that sends. */
  sender(kind) {
    const ours = (each) => each.direction === "sendonly" && each.receiver.track.kind === kind;
    return this.#pc.getTransceivers().find(ours)?.sender;
  }

  /** The track that comes in the section with this id. */
  track(mid) {
    return this.#pc.getTransceivers().find((each) => each.mid === mid)?.receiver.track;
  }

  /** Reports of all streams. */
  async stats() {
    return [...(await this.#pc.getStats()).values()];
  }

  /** Bytes that have come, ever. */
  async bytes() {
    const stats = await this.#pc.getSenders()[0].getStats();
    return [...stats.values()].find(({ type }) => type === "transport")?.bytesReceived ?? 0;
  }

  close() {
    this.#pc.close();
  }

  /** One codec a kind, and no retransmission stream: the server knows these, and the offer is a third as long. */
  #add(kind, direction, track) {
    const transceiver = this.#pc.addTransceiver(track ?? kind, { direction });
    const { codecs } = RTCRtpReceiver.getCapabilities(kind);
    transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType.toLowerCase() === CODECS[kind]));
  }
}
