import type { Page } from '@playwright/test';
import type { Office } from './office.ts';

/** Hz. */
export const FILM_TONE = 1600;

/** The colours of a film, a second each, again and again. */
export const FILM_COLOURS = [
  [220, 30, 30],
  [30, 180, 50],
  [40, 60, 220],
] as const;

/** A video of so many seconds as a browser records it: VP8 with Opus, of no known length and without an
 *  index, which is the hardest to play. Its colour tells the second, its tone is heard throughout. */
export async function recordFilm(page: Page, seconds: number): Promise<Buffer> {
  const bytes = await page.evaluate(
    async ({ seconds, tone, colours }) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [320, 180];
      const pen = canvas.getContext('2d');
      if (!pen) throw new Error('no canvas');
      const sound = new AudioContext();
      const [voice, out] = [sound.createOscillator(), sound.createMediaStreamDestination()];
      voice.frequency.value = tone;
      voice.connect(out);
      voice.start();
      const tracks = [...canvas.captureStream(25).getTracks(), ...out.stream.getTracks()];
      const recorder = new MediaRecorder(new MediaStream(tracks), {
        mimeType: 'video/webm;codecs=vp8,opus',
        videoBitsPerSecond: 400_000,
      });
      const parts: Blob[] = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      const stopped = new Promise((done) => (recorder.onstop = done));
      let began = 0;
      const draw = (): void => {
        const at = began === 0 ? 0 : (performance.now() - began) / 1000;
        const [red, green, blue] = colours[Math.floor(at) % colours.length] ?? [0, 0, 0];
        pen.fillStyle = `rgb(${red},${green},${blue})`;
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.fillStyle = 'white';
        pen.fillRect((at * 100) % canvas.width, 0, 20, 20);
      };
      draw();
      const drawing = setInterval(draw, 40);
      recorder.onstart = () => (began = performance.now());
      recorder.start();
      await new Promise((done) => setTimeout(done, seconds * 1000));
      recorder.stop();
      await stopped;
      clearInterval(drawing);
      await sound.close();
      const content = new Uint8Array(await new Blob(parts).arrayBuffer());
      let text = '';
      for (const byte of content) text += String.fromCharCode(byte);
      return btoa(text);
    },
    { seconds, tone: FILM_TONE, colours: FILM_COLOURS.map((colour) => [...colour]) },
  );
  return Buffer.from(bytes, 'base64');
}

/** How far the film of a page is ahead of the clock of the service, which is this machine's: the median
 *  of readings over two seconds (ms). */
export async function driftOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const readings: number[] = [];
    for (let reading = 0; reading < 20; reading++) {
      const film = document.querySelector<HTMLElement>('[data-film]');
      const video = film?.querySelector('video');
      if (!film || !video || video.readyState < 3 || video.paused || video.seeking)
        throw new Error('it does not play');
      const expected = Date.now() - Number(film.dataset['starts']) / 1000;
      readings.push(video.currentTime * 1000 - expected);
      await new Promise((done) => setTimeout(done, 100));
    }
    readings.sort((one, other) => one - other);
    return Math.round(((readings[9] ?? 0) + (readings[10] ?? 0)) / 2);
  });
}

/** The colour that the film of a page shows, and the second that its player stands at. */
export async function frameOf(page: Page): Promise<{ second: number; colour: number[] } | null> {
  return page.evaluate(() => {
    const video = document.querySelector<HTMLVideoElement>('[data-film] video');
    if (!video || video.readyState < 2 || video.videoWidth === 0) return null;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d');
    if (!pen) return null;
    const second = video.currentTime;
    pen.drawImage(video, 150, 80, 8, 8, 0, 0, 1, 1);
    return { second, colour: [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3) };
  });
}

/** Whether the tone of the film comes out of the player of a page. Chromium only. */
export async function soundOf(page: Page): Promise<boolean> {
  return page.evaluate(async (tone) => {
    const video = document.querySelector<HTMLVideoElement & { captureStream?: () => MediaStream }>(
      '[data-film] video',
    );
    const [track] = video?.captureStream?.().getAudioTracks() ?? [];
    if (!track) return false;
    const context = new AudioContext();
    const ear = context.createAnalyser();
    ear.fftSize = 8192;
    context.createMediaStreamSource(new MediaStream([track])).connect(ear);
    const levels = new Float32Array(ear.frequencyBinCount);
    let loudest = 0;
    for (let look = 0; look < 20 && Math.abs(loudest - tone) > 20; look++) {
      await new Promise((done) => setTimeout(done, 100));
      ear.getFloatFrequencyData(levels);
      const top = levels.indexOf(Math.max(...levels));
      loudest = Number.isFinite(levels[top]) ? (top * context.sampleRate) / ear.fftSize : 0;
    }
    await context.close();
    return Math.abs(loudest - tone) <= 20;
  }, FILM_TONE);
}

/** Adds a film to an item of a session, for everybody invited. */
export async function addFilm(
  office: Office,
  session: string,
  item: string,
  content: Buffer,
): Promise<void> {
  const { name, value, url } = office.cookie;
  const address = `/api/sessions/${session}/papers?audience=invited&item=${item}`;
  const answer = await fetch(new URL(address, url), {
    method: 'POST',
    headers: { Cookie: `${name}=${value}`, 'X-Yunqiao': '1', Slug: 'greeting.webm' },
    body: new Uint8Array(content),
  });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
}
