import type { Page } from '@playwright/test';

/** What a page has received so far. */
export interface Reception {
  /** Samples played, and those of them that the decoder made up. */
  samples: number;
  concealed: number;
  /** Freezes as the browser counts them: of pictures that should have followed. */
  freezes: number;
  frozen: number;
  frames: number;
}

/** Sums over everything that arrives. */
export async function reception(page: Page): Promise<Reception> {
  return page.evaluate(async () => {
    const sum = { samples: 0, concealed: 0, freezes: 0, frozen: 0, frames: 0 };
    for (const connection of window.testConnections) {
      if (connection.connectionState === 'closed') continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        if (report.kind === 'audio' && report.packetsReceived > 0) {
          sum.samples += report.totalSamplesReceived ?? 0;
          // Silence that is made up is nobody's loss.
          sum.concealed += (report.concealedSamples ?? 0) - (report.silentConcealedSamples ?? 0);
        }
        if (report.kind === 'video') {
          sum.freezes += report.freezeCount ?? 0;
          sum.frozen += report.totalFreezesDuration ?? 0;
          sum.frames += report.framesDecoded ?? 0;
        }
      }
    }
    return sum;
  });
}

export function since(before: Reception, now: Reception): Reception {
  return {
    samples: now.samples - before.samples,
    concealed: now.concealed - before.concealed,
    freezes: now.freezes - before.freezes,
    frozen: now.frozen - before.frozen,
    frames: now.frames - before.frames,
  };
}

/** What was seen on somebody's tile since the watch began, times in milliseconds of the page. */
export interface Sight {
  /** The longest time without a new picture. */
  longestGap: number;
  /** Each change of width: when, and to what. */
  widths: { at: number; width: number }[];
  now: number;
}

/** Looks at somebody's tile from now on, picture by picture. */
export async function watch(page: Page, id: string): Promise<() => Promise<Sight>> {
  await page.evaluate((id) => {
    const video = document.querySelector<HTMLVideoElement>(
      `[data-tile][data-person="${id}"] video`,
    );
    if (!video) throw new Error('this person has no picture');
    const sight: Sight = { longestGap: 0, widths: [], now: 0 };
    let last = performance.now();
    const seen = (now: number): void => {
      sight.longestGap = Math.max(sight.longestGap, now - last);
      last = now;
      if (sight.widths.at(-1)?.width !== video.videoWidth)
        sight.widths.push({ at: now, width: video.videoWidth });
      video.requestVideoFrameCallback(seen);
    };
    video.requestVideoFrameCallback(seen);
    window.testSight = () => {
      const now = performance.now();
      // A picture that stands still now has stood still since the last one.
      return { ...sight, longestGap: Math.max(sight.longestGap, now - last), now };
    };
  }, id);
  return () => page.evaluate(() => window.testSight());
}

declare global {
  interface Window {
    testSight: () => Sight;
  }
}
