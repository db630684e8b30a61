// What sounds are made of: notes that may slide, and puffs of noise.  Nothing is loaded.

let context = null;
let master = null;

/** Browsers give sound only after the first touch. */
export function wake() {
  if (context) return;
  context = new AudioContext();
  master = new GainNode(context, { gain: 0 });
  master.connect(context.destination);
}

/** Play sounds [{at, for, pitch, to, shape, loud}] at ``volume`` (0 to 1).  ``at`` and ``for`` in seconds; ``pitch``
 * in Hz, sliding ``to`` another; without a pitch it is noise. */
export function playAll(sounds, volume) {
  if (!context || volume === 0) return;
  master.gain.value = volume ** 2; // ears hear in powers
  for (const sound of sounds) playOne(sound, context.currentTime + sound.at);
}

function playOne({ for: length, pitch, to = pitch, shape = "triangle", loud = 0.5 }, start) {
  const end = start + length;
  const source = pitch ? tone(pitch, to, shape, start, end) : noise();
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.exponentialRampToValueAtTime(loud, start + 0.012);
  gain.gain.exponentialRampToValueAtTime(0.0001, end);
  source.connect(gain).connect(master);
  source.start(start);
  source.stop(end);
}

function tone(pitch, to, shape, start, end) {
  const source = new OscillatorNode(context, { type: shape, frequency: pitch });
  source.frequency.setValueAtTime(pitch, start);
  source.frequency.exponentialRampToValueAtTime(to, end);
  return source;
}

let hiss = null;

function noise() {
  hiss ??= madeOfNoise(context.sampleRate);
  return new AudioBufferSourceNode(context, { buffer: hiss });
}

function madeOfNoise(samples) {
  const buffer = new AudioBuffer({ length: samples, sampleRate: context.sampleRate });
  const data = buffer.getChannelData(0);
  for (let at = 0; at < samples; at += 1) data[at] = Math.random() * 2 - 1;
  return buffer;
}
