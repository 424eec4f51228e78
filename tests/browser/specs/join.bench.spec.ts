import { expect, test } from '@playwright/test';
import { type Figure, write } from '../support/figures.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { Senders } from '../support/senders.ts';
import { Server } from '../support/server.ts';

const JOINS = Number(process.env.YUNQIAO_BENCH_JOINS ?? 50);

// A slow disk must not be felt: every commit takes so many milliseconds more.
for (const delay of [0, 15]) {
  test(`@bench joining a meeting of four senders, from the click to the first frame, commits + ${delay} ms`, async () => {
    test.setTimeout(20 * 60_000);
    const server = new Server({ YUNQIAO__STORE__COMMIT_DELAY_MS: String(delay) });
    await server.start();
    const office = await Office.open(server.url, server.setupUrl);
    const names = [...cast.map((who) => who.name), 'Thandi Jacobs'];
    const planned = await planMeeting(office, names, ['S18', 'S19', 'S07', 'S14'], {
      admission: 'automatic',
    });
    const senders = await Senders.join(
      server.url,
      planned.people.slice(0, 4).map((invited) => invited.link),
    );
    const who = cast[0] ?? { name: '', colour: [0, 0, 0], tone: 0 };
    const desk = await Desk.open(who, 'chromium', { picture: 'large' });
    const joiner = planned.people[4];
    const times: number[] = [];
    for (let round = 0; round < JOINS && joiner; round++) {
      const context = await desk.browser.newContext({ permissions: ['camera', 'microphone'] });
      const page = await context.newPage();
      await page.goto(joiner.link);
      await page.getByTestId('join').waitFor();
      const notice = page.getByTestId('acknowledge');
      if (await notice.isVisible()) await notice.check();
      const time = await page.evaluate(
        (me) =>
          new Promise<number>((done) => {
            const button = document.querySelector<HTMLButtonElement>('[data-testid="join"]');
            const seen = new WeakSet<HTMLVideoElement>();
            const start = performance.now();
            const look = (): void => {
              for (const video of document.querySelectorAll<HTMLVideoElement>(
                '[data-tile] video',
              )) {
                if (seen.has(video) || video.closest(`[data-person="${me}"]`)) continue;
                seen.add(video);
                video.requestVideoFrameCallback(() => done(performance.now() - start));
              }
            };
            new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
            button?.click();
          }),
        joiner.id,
      );
      times.push(time);
      await context.close();
    }
    await desk.close();
    await senders.leave();
    await server.stop();
    times.sort((a, b) => a - b);
    const at = (part: number): number =>
      Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0);
    const figure = (name: string, value: number, target: number): Figure => ({
      figure: name,
      value,
      unit: 'ms',
      better: 'lower',
      target,
      peer: null,
      peer_value: null,
      runs: times.length,
    });
    const slow = delay > 0 ? `, every commit ${delay} ms slower` : '';
    write([
      figure(`join, click to first frame, median${slow}`, at(0.5), 800),
      figure(`join, click to first frame, p95${slow}`, at(0.95), 1500),
    ]);
    expect(times).toHaveLength(JOINS);
  });
}
