import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { inside, knock, tile } from '../support/meeting.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { Relay } from '../support/relay.ts';
import { brokenRules } from '../support/rules.ts';
import { expectToHear, expectToSee, framesDecoded } from '../support/senses.ts';
import { Server } from '../support/server.ts';

/** Set to a folder to have what the viewer sees photographed, in three languages. */
const photos = process.env.YUNQIAO_PHOTOS;
/** Carries the sounds and hardly a picture, bits a second. */
const NARROW = 150_000;

const desks: Desk[] = [];
let relay: Relay;
let server: Server;

test.beforeAll(async () => {
  relay = await Relay.start(7);
  server = new Server({ YUNQIAO__MEDIA__PUBLIC_ADDRESS: relay.address });
  await server.start();
  await relay.leadTo(server.media);
});

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
  await relay.stop();
});

async function photograph(page: Page, locale: string): Promise<void> {
  mkdirSync(photos ?? '', { recursive: true });
  await page.evaluate((tag) => localStorage.setItem('yunqiao.locale', tag), locale);
  await page.reload();
  await inside(page);
  await page.locator('[data-paused]').first().waitFor({ timeout: 40_000 });
  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(photos ?? '', `${locale}.room-paused.${width}.png`) });
  }
}

test('a picture that the line cannot carry says so, and moves again by itself', async () => {
  const office = await Office.open(server.url, server.setupUrl);
  const names = cast.slice(0, 3).map(({ name }) => name);
  const planned = await planMeeting(office, names, ['S18', 'S19'], { admission: 'automatic' });
  const guests = [];
  for (const [index, who] of cast.slice(0, 3).entries()) {
    const desk = await Desk.open(who, 'chromium', { picture: 'busy' });
    desks.push(desk);
    const page = await desk.page();
    const invited = planned.people[index];
    if (!invited) throw new Error(`${who.name} was not invited`);
    // All go through the relay; who looks on only is the one whose line matters.
    if (index === 2) {
      await page.goto(invited.link);
      await page.getByTestId('acknowledge').check();
      await page.getByTestId('listen-only').click();
    } else await knock(page, invited.link);
    await inside(page);
    guests.push({ who, page, id: invited.id });
  }
  const [first, second, viewer] = guests;
  if (!first || !second || !viewer) throw new Error('three are needed');
  const { page } = viewer;
  for (const other of [first, second]) await expectToSee(page, other.id, other.who);
  await expect(page.locator('[data-paused]')).toHaveCount(0);

  await relay.set('down', { rate: NARROW, queue: 200 });
  const note = page.locator('[data-tile] [data-paused]').first();
  await expect(note).toBeVisible({ timeout: 60_000 });
  await expect(note).toContainText('your connection is too weak');
  await expect(page.locator('[data-tile]:has([data-paused])').first()).toHaveAccessibleName(
    /Picture paused/,
  );
  await expect(page.locator('[data-reduced]')).toContainText(/\d pictures? (is|are) paused/);
  expect(await brokenRules(page)).toEqual([]);
  await expectToHear(page, [first.who, second.who], cast);

  if (photos) for (const locale of ['en', 'zh-CN', 'ar']) await photograph(page, locale);

  await relay.set('down', {});
  await expect(page.locator('[data-paused]')).toHaveCount(0, { timeout: 60_000 });
  await expect(page.locator('[data-reduced]')).toHaveCount(0);
  for (const other of [first, second]) {
    await expectToSee(page, other.id, other.who);
    await expect(tile(page, other.id).locator('[data-paused]')).toHaveCount(0);
  }
  const before = await framesDecoded(page);
  await expect.poll(() => framesDecoded(page)).toBeGreaterThan(before + 20);
  expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
});
