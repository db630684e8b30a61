// How loud a track is.

const SAMPLES = 512;

export class Level {
  #context = null;
  #node = null;
  #samples = new Float32Array(SAMPLES);

  /** Listen to this track from now on; null: to none. */
  listen(track) {
    this.close();
    if (!track) return;
    this.#context = new AudioContext();
    this.#node = new AnalyserNode(this.#context, { fftSize: SAMPLES });
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#node);
  }

  /** Root mean square of the last samples, 0 to 1. */
  get now() {
    if (!this.#node) return 0;
    this.#node.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, each) => sum + each * each, 0) / SAMPLES);
  }

  close() {
    this.#context?.close();
    this.#context = this.#node = null;
  }
}
