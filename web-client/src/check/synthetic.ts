/** A picture and a sound of our own: every test then sends the same, whatever the camera shows, and
 *  nobody's face is needed to measure a line. */

const WIDTH = 1280;
const HEIGHT = 720;
const EVERY = 50;
/** Grains that take turns; one alone would be still, and cost nothing to encode. */
const GRAINS = 6;

export interface Synthetic {
  picture: MediaStreamTrack | null;
  sound: MediaStreamTrack | null;
  stop: () => void;
}

/** Starts both; what the browser cannot make is `null`. */
export function synthetic(): Synthetic {
  const picture = movingPicture();
  const sound = tone();
  return {
    picture: picture.track,
    sound: sound.track,
    stop: () => {
      picture.stop();
      sound.stop();
    },
  };
}

interface Source {
  track: MediaStreamTrack | null;
  stop: () => void;
}

const nothing: Source = { track: null, stop: () => undefined };

/** A band of grain on a calm ground: as many bits as a lively camera. */
function movingPicture(): Source {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext('2d');
  if (!pen) return nothing;
  const grains = Array.from({ length: GRAINS }, () => grain(pen));
  pen.fillStyle = '#2f6f62';
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  let turn = 0;
  const draw = () => {
    const next = grains[turn++ % GRAINS];
    if (next) pen.putImageData(next, 0, (turn * 8) % HEIGHT);
  };
  draw();
  const timer = setInterval(draw, EVERY);
  const track = canvas.captureStream(1000 / EVERY).getVideoTracks()[0] ?? null;
  return {
    track,
    stop: () => {
      clearInterval(timer);
      track?.stop();
    },
  };
}

function grain(pen: CanvasRenderingContext2D): ImageData {
  const image = pen.createImageData(WIDTH, HEIGHT / 8);
  const pixels = new Uint32Array(image.data.buffer);
  // An opaque pixel of any colour.
  pixels.forEach((_, at) => (pixels[at] = (Math.random() * 0x100_0000) | 0xff00_0000));
  return image;
}

/** Goes to the engine only; no loudspeaker plays it. */
function tone(): Source {
  if (typeof AudioContext === 'undefined') return nothing;
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const out = context.createMediaStreamDestination();
  oscillator.connect(out);
  oscillator.start();
  void context.resume().catch(() => undefined);
  const track = out.stream.getAudioTracks()[0] ?? null;
  return {
    track,
    stop: () => {
      track?.stop();
      void context.close().catch(() => undefined);
    },
  };
}
