import { expect, type Page, test } from '@playwright/test';
import { readCsv } from '../support/csv.ts';
import { control, inside, knock, leave, openTab, tile } from '../support/meeting.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessibleAt } from '../support/rules.ts';
import { openSlides, screenOf } from '../support/screen.ts';
import { expectToSee, expectToSeeScreen } from '../support/senses.ts';
import { Server } from '../support/server.ts';

const LOOKS = [
  { locale: 'en-GB', width: 1440, height: 900 },
  { locale: 'zh-CN', width: 1440, height: 900, sharesTab: true },
  { locale: 'ar', width: 1024, height: 768 },
] as const;
const SLIDES = {
  name: 'the slides',
  colour: [40, 160, 170] as [number, number, number],
  tone: 1900,
};

/** What the tour does not lead past. */
const own = (page: Page) => page.locator('[data-own-place]');
const isAt = (page: Page, place: string) =>
  expect(own(page)).toHaveAttribute('data-own-place', place);

test('who is on stage is seen by all, who is backstage by the host, and a host shows what is large', async () => {
  test.setTimeout(180_000);
  const server = new Server();
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const names = cast.slice(0, 3).map(({ name }) => name);
  const planned = await planMeeting(office, names, ['S18', 'S19'], { admission: 'automatic' });
  const desks: Desk[] = [];
  try {
    const pages: Page[] = [];
    for (const [at, looks] of LOOKS.entries()) {
      const [who, invited] = [cast[at], planned.people[at]];
      if (!who || !invited) throw new Error('somebody was not invited');
      const desk = await Desk.open(who, 'chromium', looks);
      desks.push(desk);
      const page = await desk.page();
      await knock(page, invited.link);
      await inside(page);
      pages.push(page);
    }
    const [host, speaker, viewer] = pages;
    const [chair, second] = cast;
    const [chairId, id] = planned.people.map((one) => one.id);
    if (!host || !speaker || !viewer || !chair || !second || !chairId || !id)
      throw new Error('three are needed');

    await expectToSee(viewer, id, second);
    await openTab(host, 'people');
    await host.locator('[data-stage-action="open"]').click();
    for (const page of [speaker, viewer]) {
      await isAt(page, 'audience');
      await expect(control(page, 'camera')).toHaveAttribute('data-state', 'refused');
      await expect(control(page, 'mic')).toHaveAttribute('data-state', 'refused');
    }
    await isAt(host, 'on_stage');
    await expect(tile(viewer, id)).toHaveCount(0);
    await expectToSee(viewer, chairId, chair);
    await control(speaker, 'mic').click();
    await expect(speaker.locator('[data-notices]')).toContainText('舞台已开启');

    // By keyboard alone.
    await host.locator(`[data-person-row="${id}"] button[aria-expanded]`).press('Enter');
    await host.locator(`[data-person-row="${id}"] [data-place="backstage"]`).press('Enter');
    await isAt(speaker, 'backstage');
    await control(speaker, 'camera').click();
    await expect(control(speaker, 'camera')).toHaveAttribute('data-state', 'on');
    await expect(control(speaker, 'mic')).toHaveAttribute('data-state', 'refused');
    await expectToSee(host, id, second);
    await expect(tile(viewer, id)).toHaveCount(0);

    await host.locator('[data-stage-action="promote"]').press('Enter');
    await isAt(speaker, 'on_stage');
    await expectToSee(viewer, id, second);
    await control(speaker, 'mic').click();
    await expect(control(speaker, 'mic')).toHaveAttribute('data-state', 'on');

    await host.locator(`[data-person-row="${id}"] [data-person-action="spotlight"]`).press('Enter');
    for (const page of [host, viewer]) {
      await expect(page.locator('[data-layout]')).toHaveAttribute('data-layout', 'speaker');
      await expect(page.locator('[data-tile]').first()).toHaveAttribute('data-person', id);
    }
    // Whoever comes late, or again, sees the same.
    await viewer.reload();
    await inside(viewer);
    await isAt(viewer, 'audience');
    await expect(viewer.locator('[data-tile]').first()).toHaveAttribute('data-person', id);

    await openSlides(speaker, SLIDES);
    await control(speaker, 'share').click();
    await expectToSeeScreen(viewer, id, SLIDES);
    await viewer.locator('.layout input[value="sound"]').check({ force: true });
    await expect(screenOf(viewer, id)).toHaveCount(0);
    await screenOf(host, id).locator('[data-screen-action="pin"]').click();
    await expectToSeeScreen(viewer, id, SLIDES);
    await expectAccessibleAt(viewer, [1024, 390]);
    await control(speaker, 'share').click();
    await expect(screenOf(viewer, id)).toHaveCount(0);

    await host.locator(`[data-person-row="${id}"] [data-place="audience"]`).press('Enter');
    await isAt(speaker, 'audience');
    await expect(tile(host, id)).toHaveCount(0);
    await host.locator('[data-stage-action="close"]').click();
    await expect(own(speaker)).toHaveCount(0);
    await expect(control(speaker, 'camera')).toHaveAttribute('data-state', 'off');
    await leave(host, 'all');
    const address = `/api/sessions/${planned.session}/record`;
    await expect(async () => {
      expect((await office.get<{ ended_at: number | null }>(address)).ended_at).toBeTruthy();
    }).toPass();
    const [, ...rows] = readCsv(await office.text(`${address}/stage.csv?lang=en`));
    expect(rows.map((row) => [row[2], row[6]])).toEqual([
      [chair.name, 'placed by a host'],
      [second.name, 'placed by a host'],
    ]);
    await desks[0]?.context.addCookies([office.cookie]);
    await host.goto(`${server.url}/sessions/${planned.session}/record`);
    await expect(host.locator('#on-stage [data-stay]')).toHaveCount(2);
    await expectAccessibleAt(host, [1024, 390]);
    expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
  } finally {
    await Promise.all(desks.map((desk) => desk.close()));
    await server.stop();
  }
});
