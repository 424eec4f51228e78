import { expect, type Page, test } from '@playwright/test';
import { control, inside, knock, leave, openTab, tile } from '../support/meeting.ts';
import { Office, type Planned, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessible } from '../support/rules.ts';
import { expectToHear } from '../support/senses.ts';
import { Server } from '../support/server.ts';

/** Seconds of each speaker. */
const LIMIT = 15;

const server = new Server();
const desks: Desk[] = [];
const pages: Page[] = [];
let office: Office;
let planned: Planned;

/** The host, who speaks, and who listens. */
const person = (index: number) => {
  const [who, invited, page] = [cast[index], planned.people[index], pages[index]];
  if (!who || !invited || !page) throw new Error(`nobody has number ${index}`);
  return { who, page, id: invited.id, link: invited.link };
};

const three = cast.slice(0, 3);
const act = (page: Page, name: string) => page.locator(`[data-floor-action="${name}"]`);
const clock = (page: Page) => page.locator('[data-floor-now] [data-left]');
const left = async (page: Page): Promise<number> =>
  Number(await clock(page).getAttribute('data-left'));

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  planned = await planMeeting(
    office,
    three.map(({ name }) => name),
    ['S18', 'S19'],
    {
      admission: 'automatic',
      floor: { speaker_seconds: LIMIT, delegation_seconds: null, at_limit: 'close_microphone' },
    },
  );
  for (const [index, who] of three.entries()) {
    const desk = await Desk.open(who, 'chromium', { calm: true });
    desks.push(desk);
    pages.push(await desk.page());
    const { page, link } = person(index);
    await knock(page, link);
    await inside(page);
  }
});

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
});

test('a hand is raised, and the floor passes with one click', async () => {
  const [host, speaker, listener] = [person(0), person(1), person(2)];
  await expectToHear(listener.page, [host.who, speaker.who], three);
  await control(speaker.page, 'hand').click();
  await openTab(host.page, 'floor');
  await openTab(listener.page, 'floor');
  await expect(act(host.page, 'next')).toContainText(speaker.who.name);
  await act(host.page, 'next').click();

  await expect(speaker.page.locator('[data-own-floor="speaks"]')).toContainText(
    'You have the floor',
  );
  await expect(tile(host.page, speaker.id)).toHaveAttribute('aria-label', /has the floor/i);
  await expect(listener.page.locator('[data-floor-now]')).toHaveAttribute(
    'data-floor-now',
    speaker.id,
  );
  const first = await left(listener.page);
  expect(first).toBeLessThanOrEqual(LIMIT);
  await expect.poll(() => left(listener.page), { message: 'it counts down' }).toBeLessThan(first);
});

test('at the limit the microphone is closed, and the others hear silence', async () => {
  const [host, speaker, listener] = [person(0), person(1), person(2)];
  await expect(speaker.page.locator('[data-own-floor="speaks"]')).toContainText(
    'your microphone is closed',
    { timeout: LIMIT * 2_000 },
  );
  await expect(control(speaker.page, 'mic')).toHaveAttribute('data-state', 'off');
  await expect(tile(listener.page, speaker.id)).toHaveAttribute('aria-label', /microphone off/);
  await expectToHear(listener.page, [host.who], three);
  await expectToHear(host.page, [listener.who], three);

  // The click changes nothing: the service refuses, and says why.
  await control(speaker.page, 'mic').click();
  await expect(speaker.page.locator('[data-notices]')).toContainText('Your time at the floor');
  await expect(control(speaker.page, 'mic')).not.toHaveAttribute('data-state', 'on');
  await expectToHear(listener.page, [host.who], three);
});

test('no rule of accessibility is broken while somebody speaks, on a phone neither', async () => {
  const host = person(0);
  for (const size of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    await host.page.setViewportSize(size);
    if (size.width < 500) {
      await control(host.page, 'more').click();
      await host.page.locator('[data-show="floor"]').click();
    }
    await expect(host.page.locator('[data-floor-now]')).toBeVisible();
    await expectAccessible(host.page);
  }
  await host.page.keyboard.press('Escape');
  await host.page.setViewportSize({ width: 1280, height: 800 });
});

test('given the floor again they are heard, and more time is a click', async () => {
  const [host, speaker, listener] = [person(0), person(1), person(2)];
  await control(speaker.page, 'hand').click();
  // Who speaks already is not next: the floor is taken back first.
  await act(host.page, 'end').click();
  await expect(act(host.page, 'next')).toContainText(speaker.who.name);
  await act(host.page, 'next').click();
  await host.page.locator('[data-floor-more="300"]').click();
  await expect.poll(() => left(host.page)).toBeGreaterThan(LIMIT);
  await control(speaker.page, 'mic').click();
  await expect(control(speaker.page, 'mic')).toHaveAttribute('data-state', 'on');
  await expectToHear(listener.page, [host.who, speaker.who], three);
  await act(speaker.page, 'return').click();
  await expect(host.page.locator('[data-floor-now]')).toHaveCount(0);
});

test('a host arranges the list with the keys, and it is the same for everybody', async () => {
  const [host, speaker, listener] = [person(0), person(1), person(2)];
  await control(listener.page, 'hand').click();
  await control(speaker.page, 'hand').click();
  const order = (page: Page) =>
    page.locator('[data-queued]').evaluateAll((rows) => rows.map((row) => row.dataset.queued));
  await expect.poll(() => order(host.page)).toEqual([listener.id, speaker.id]);
  const handle = host.page.locator(`[data-queued="${speaker.id}"] button[aria-expanded]`);
  await handle.focus();
  await host.page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => order(listener.page)).toEqual([speaker.id, listener.id]);
  await expect(handle).toBeFocused();
});

test('a point of order stops the clock while it is heard', async () => {
  const [host, , listener] = [person(0), person(1), person(2)];
  await act(host.page, 'next').click();
  await act(listener.page, 'point').click();
  await host.page.locator(`[data-point="${listener.id}"] [data-floor-action="hear"]`).click();
  await expect(listener.page.locator('[data-own-floor]')).toContainText('you may speak');
  await expect(host.page.locator('[data-floor-now]')).toContainText('The clock stands');
  await host.page.locator('[data-floor-action="close-point"]').click();
  await expect(host.page.locator('[data-floor-points]')).toHaveCount(0);
  await act(host.page, 'end').click();
});

test('the record says how long each spoke', async () => {
  const [host, speaker] = [person(0), person(1)];
  await leave(host.page, 'all');
  await host.page.locator('[data-after]').waitFor();
  interface Told {
    turns: { person: { person: string }; seconds: number; limit_seconds: number; end: string }[];
    participants: { person: string; speaking_seconds: number }[];
  }
  const record = await office.get<Told>(`/api/sessions/${planned.session}/record`);
  const [first, second] = record.turns;
  expect(first).toMatchObject({
    person: { person: speaker.id },
    seconds: LIMIT,
    limit_seconds: LIMIT,
    end: 'taken',
  });
  expect(second).toMatchObject({ end: 'returned' });
  const spoken = record.participants.find((one) => one.person === speaker.id)?.speaking_seconds;
  expect(spoken).toBeGreaterThanOrEqual(LIMIT);

  await desks[0]?.context.addCookies([office.cookie]);
  await host.page.goto(`${server.url}/sessions/${planned.session}/record`);
  await expect(host.page.locator(`[data-spoke="${speaker.id}"] [data-seconds]`)).toHaveAttribute(
    'data-seconds',
    String(spoken),
  );
  for (const desk of desks) expect(desk.errors).toEqual([]);
});
