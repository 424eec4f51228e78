import type { Page } from '@playwright/test';
import type { Person } from './people.ts';

/** The title by which Chromium picks the tab that is shared. */
export const SLIDES = 'Slides of the test';

/** A second tab of the same browser that shows the colour of a person, sounds their tone, and is
 *  what this browser shares when it is asked for a screen. */
export async function openSlides(page: Page, look: Person): Promise<Page> {
  const slides = await page.context().newPage();
  await slides.setContent(`<title>${SLIDES}</title><body style="margin:0"></body>`);
  await slides.evaluate(
    ({ colour, tone }) => {
      document.body.style.background = `rgb(${colour.join(',')})`;
      // Something that moves, away from the middle, so that there is something to encode.
      const bar = document.createElement('div');
      bar.style.cssText = 'position:fixed;inset-block-start:0;block-size:40px;inline-size:40px;background:white';
      document.body.append(bar);
      let step = 0;
      setInterval(() => (bar.style.insetInlineStart = `${(step += 7) % 600}px`), 100);
      const sound = new AudioContext();
      const voice = sound.createOscillator();
      voice.frequency.value = tone;
      const volume = sound.createGain();
      volume.gain.value = 0.3;
      voice.connect(volume).connect(sound.destination);
      voice.start();
    },
    { colour: [...look.colour], tone: look.tone },
  );
  await page.bringToFront();
  return slides;
}

/** The screen that is shared, as this page shows it. */
export function screenOf(page: Page, id: string) {
  return page.locator(`[data-screen][data-person="${id}"]`);
}

/** How many layers of its camera a page really sends: those whose bytes grow within a second. */
export async function layersSent(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const count = async (): Promise<Map<string, number>> => {
      const bytes = new Map<string, number>();
      for (const connection of window.testConnections) {
        if (connection.connectionState === 'closed') continue;
        const camera = connection.getTransceivers()[1]?.mid;
        for (const report of (await connection.getStats()).values()) {
          if (report.type !== 'outbound-rtp' || report.mid !== camera) continue;
          bytes.set(String(report.rid), report.bytesSent ?? 0);
        }
      }
      return bytes;
    };
    const before = await count();
    await new Promise((done) => setTimeout(done, 1_000));
    const after = await count();
    // Probing sends a little on a layer that is off; a layer that is on sends pictures.
    const grows = ([rid, bytes]: [string, number]) => bytes - (before.get(rid) ?? 0) > 1_000;
    return [...after].filter(grows).map(([rid]) => rid);
  });
}
