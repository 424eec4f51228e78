/** Reads squares from the camera of this device. */

/** Pictures are looked at this often (ms). */
const EVERY = 150;
/** Pixels that are enough for a square held before a telephone. */
const WIDEST = 640;

interface Detector {
  detect(picture: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}
type Reader = (video: HTMLVideoElement) => Promise<string | undefined>;

export interface Scanning {
  stop(): void;
}

/** Shows the camera in `video` and tells every text that it sees. Throws when there is no camera. */
export async function scan(
  video: HTMLVideoElement,
  found: (text: string) => void,
): Promise<Scanning> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
  });
  const release = () => {
    for (const track of stream.getTracks()) track.stop();
    // It may show another stream already.
    if (video.srcObject === stream) video.srcObject = null;
  };
  let read: Reader;
  try {
    video.srcObject = stream;
    await video.play();
    read = await reader();
  } catch (error) {
    release();
    throw error;
  }
  let stopped = false;
  async function look(): Promise<void> {
    while (!stopped) {
      const text = await read(video).catch(() => undefined);
      // Stopped while it was looked at.
      if (text !== undefined && !isStopped()) found(text);
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  }
  const isStopped = () => stopped;
  void look();
  return {
    stop() {
      stopped = true;
      release();
    },
  };
}

/** The browser's own where it has one. */
async function reader(): Promise<Reader> {
  const { BarcodeDetector: Own } = window as { BarcodeDetector?: DetectorClass };
  const formats = (await Own?.getSupportedFormats().catch(() => [])) ?? [];
  if (Own && formats.includes('qr_code')) {
    const detector = new Own({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const decode = await decoder();
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return (video) => Promise.resolve(pen ? readPicture(video, canvas, pen, decode) : undefined);
}

/** Fetched while there is a network: a hall may have none when it is needed. */
export const decoder = async () => (await import('qr/decode.js')).default;

function readPicture(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
  pen: CanvasRenderingContext2D,
  decode: Awaited<ReturnType<typeof decoder>>,
): string | undefined {
  const scale = Math.min(1, WIDEST / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  if (canvas.width === 0) return undefined;
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return decode(pen.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    // There is no square in this picture.
    return undefined;
  }
}
