/** Seconds, and loudness of 1: one may hear it while speaking, and nobody else does. */
const LENGTH = 0.35;
const LOUDNESS = 0.06;

/** A soft tone for whoever speaks: their time runs out. */
export function softTone(hertz: number): void {
  let context: AudioContext;
  try {
    context = new AudioContext();
  } catch {
    // No sound device: the clock says it too.
    return;
  }
  const tone = context.createOscillator();
  const volume = context.createGain();
  const now = context.currentTime;
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, now);
  volume.gain.linearRampToValueAtTime(LOUDNESS, now + 0.03);
  volume.gain.linearRampToValueAtTime(0, now + LENGTH);
  tone.connect(volume).connect(context.destination);
  tone.onended = () => void context.close();
  tone.start(now);
  tone.stop(now + LENGTH);
}
