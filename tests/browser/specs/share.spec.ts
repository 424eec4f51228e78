import { expect, type Page, test } from '@playwright/test';
import { control, inside, knock, tile } from '../support/meeting.ts';
import { Office, type Planned, planMeeting } from '../support/office.ts';
import { cast, Desk, firefoxCanMeet, type Person } from '../support/people.ts';
import { layersSent, openSlides, screenOf } from '../support/screen.ts';
import { expectToHear, expectToSee, expectToSeeScreen } from '../support/senses.ts';
import { Server } from '../support/server.ts';

/** What is shared: a colour and a tone that nobody in the room has. */
const SLIDES: Person = { name: 'the slides', colour: [40, 160, 170], tone: 1900 };

const server = new Server();
const desks: Desk[] = [];
const pages: Page[] = [];
let planned: Planned;

/** The host, a delegate in Chromium who shares, and a delegate in Firefox. */
const person = (index: number) => {
  const [who, invited, page] = [cast[index], planned.people[index], pages[index]];
  if (!who || !invited || !page) throw new Error(`nobody has number ${index}`);
  return { who, page, id: invited.id, link: invited.link };
};
const viewers = () => [person(0), person(2)];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const names = cast.slice(0, 3).map(({ name }) => name);
  planned = await planMeeting(office, names, ['S18', 'S19'], { admission: 'automatic' });
  for (const [index, who] of cast.slice(0, 3).entries()) {
    const engine = index === 2 && firefoxCanMeet ? 'firefox' : 'chromium';
    const desk = await Desk.open(who, engine, { picture: 'large', sharesTab: index === 1 });
    desks.push(desk);
    pages.push(await desk.page());
  }
  for (const index of [0, 1, 2]) {
    const { page, link } = person(index);
    await knock(page, link);
    await inside(page);
  }
});

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
});

test('a shared screen is seen by everybody beside the cameras, and heard', async () => {
  const sharer = person(1);
  await openSlides(sharer.page, SLIDES);
  await control(sharer.page, 'share').click();
  await expect(control(sharer.page, 'share')).toHaveAttribute('data-state', 'on');
  await expect(sharer.page.locator('[data-own-screen]')).toContainText('with its sound');
  await expect(sharer.page.locator('[data-screen]')).toHaveCount(0);
  for (const { page } of viewers()) {
    await expect(screenOf(page, sharer.id)).toBeVisible();
    await expectToSeeScreen(page, sharer.id, SLIDES);
    await expectToSee(page, sharer.id, sharer.who);
    const screen = await screenOf(page, sharer.id).boundingBox();
    const camera = await tile(page, sharer.id).boundingBox();
    expect(screen && camera && screen.width > 2 * camera.width).toBe(true);
  }
  const host = person(0);
  await expectToHear(
    host.page,
    [sharer.who, person(2).who, SLIDES],
    [...cast.slice(0, 3), SLIDES],
  );
});

test('another delegate is told who shares, and a host ends it', async () => {
  const [host, sharer, other] = [person(0), person(1), person(2)];
  await control(other.page, 'share').click();
  await expect(other.page.locator('[data-notices]')).toContainText(sharer.who.name);
  await expect(control(other.page, 'share')).toHaveAttribute('data-state', 'off');

  await screenOf(host.page, sharer.id).locator('[data-screen-action="stop"]').click();
  await expect(control(sharer.page, 'share')).toHaveAttribute('data-state', 'off');
  await expect(sharer.page.locator('[data-notices]')).toContainText(host.who.name);
  for (const { page } of viewers()) await expect(screenOf(page, sharer.id)).toHaveCount(0);
});

test('after a reload the screen is no longer shared, and can be again', async () => {
  const [host, sharer] = [person(0), person(1)];
  await control(sharer.page, 'share').click();
  await expectToSeeScreen(host.page, sharer.id, SLIDES);
  await sharer.page.reload();
  await inside(sharer.page);
  await expect(control(sharer.page, 'share')).toHaveAttribute('data-state', 'off');
  await expect(screenOf(host.page, sharer.id)).toHaveCount(0);

  await control(sharer.page, 'share').click();
  await expectToSeeScreen(host.page, sharer.id, SLIDES);
  await sharer.page.getByTestId('stop-sharing').click();
  await expect(screenOf(host.page, sharer.id)).toHaveCount(0);
});

test('layers of a camera that nobody sees are not sent, and come back', async () => {
  const [host, sharer, third] = [person(0), person(1), person(2)];
  const layout = async (name: string) => {
    for (const { page } of [host, sharer, third])
      await page.getByRole('radio', { name }).check({ force: true });
  };
  for (const sender of [sharer, third]) {
    await layout('Sound only');
    await expect
      .poll(() => layersSent(sender.page), { message: 'only the lowest', timeout: 30_000 })
      .toEqual(['q']);
  }
  // Three tiles of a grid are larger than the lowest layer, whoever speaks.
  await layout('Grid');
  for (const { page } of [host, third]) await expectToSee(page, sharer.id, sharer.who);
  await expect
    .poll(async () => (await layersSent(sharer.page)).length, { timeout: 30_000 })
    .toBeGreaterThan(1);
  await expectToSee(host.page, third.id, third.who);
  expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
});
