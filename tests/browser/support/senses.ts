import { expect, type Page } from '@playwright/test';
import type { Person } from './people.ts';

declare global {
  interface Window {
    testConnections: RTCPeerConnection[];
  }
}

/** The colour in the middle of somebody's tile, or null while there is no picture. */
export async function colourOf(page: Page, id: string): Promise<[number, number, number] | null> {
  return page.evaluate((id) => {
    const video = document.querySelector<HTMLVideoElement>(`[data-tile][data-person="${id}"] video`);
    if (!video || video.videoWidth === 0 || video.readyState < 2) return null;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d');
    if (!pen) return null;
    pen.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 8, 8, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue] as [number, number, number];
  }, id);
}

/** Waits until the tile of somebody shows their colour. */
export async function expectToSee(page: Page, id: string, person: Person): Promise<void> {
  await expect
    .poll(
      async () => {
        const colour = await colourOf(page, id);
        if (!colour) return 'no picture';
        const far = Math.max(...colour.map((part, i) => Math.abs(part - (person.colour[i] ?? 0))));
        return far <= 40 ? 'their colour' : `rgb(${colour.join(',')})`;
      },
      { message: `the tile of ${person.name} shows their colour`, timeout: 30_000 },
    )
    .toBe('their colour');
}

/** Frames decoded of all pictures so far. */
export async function framesDecoded(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let frames = 0;
    for (const connection of window.testConnections) {
      if (connection.connectionState === 'closed') continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type === 'inbound-rtp' && report.kind === 'video') frames += report.framesDecoded ?? 0;
      }
    }
    return frames;
  });
}

/** Width of the picture that arrives for somebody. */
export async function widthOf(page: Page, id: string): Promise<number> {
  return page.evaluate(
    (id) => document.querySelector<HTMLVideoElement>(`[data-tile][data-person="${id}"] video`)?.videoWidth ?? 0,
    id,
  );
}

/** The tones (of those asked for) that can be heard in the page's received sound within 2 s. */
export async function tonesHeard(page: Page, tones: readonly number[]): Promise<number[]> {
  return page.evaluate(async (tones) => {
    const context = new AudioContext();
    await context.resume();
    const analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    for (const connection of window.testConnections) {
      if (connection.connectionState === 'closed') continue;
      for (const { track } of connection.getReceivers()) {
        if (track.kind === 'audio') context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      }
    }
    const spectrum = new Float32Array(analyser.frequencyBinCount);
    const heard = new Set<number>();
    const bin = (hertz: number): number => Math.round((hertz * analyser.fftSize) / context.sampleRate);
    for (let round = 0; round < 20; round++) {
      await new Promise((done) => setTimeout(done, 100));
      analyser.getFloatFrequencyData(spectrum);
      const level = (hertz: number): number => Math.max(...spectrum.slice(bin(hertz) - 2, bin(hertz) + 3));
      for (const tone of tones) {
        // Louder than what lies beside it by far: a tone, not noise.
        if (level(tone) > -70 && level(tone) > level(tone + 120) + 20) heard.add(tone);
      }
    }
    await context.close();
    return [...heard].sort((a, b) => a - b);
  }, [...tones]);
}

/** Waits until exactly these people can be heard. */
export async function expectToHear(page: Page, people: readonly Person[], all: readonly Person[]): Promise<void> {
  const wanted = people.map((person) => person.tone).sort((a, b) => a - b);
  await expect
    .poll(() => tonesHeard(page, all.map((person) => person.tone)), {
      message: `hears ${people.map((person) => person.name).join(', ')}`,
      timeout: 40_000,
    })
    .toEqual(wanted);
}
