import { expect, type Page, test } from '@playwright/test';
import { admit, inside, knock, openTab } from '../support/meeting.ts';
import { Office, type Planned, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessible } from '../support/rules.ts';
import { expectToHear, expectToSee, framesDecoded, tonesHeard } from '../support/senses.ts';
import { Server } from '../support/server.ts';

const CONTACT = 'fao@example.org';
const SECRET = 'only between us';

const server = new Server({ YUNQIAO__OFFICE__CONTACT: CONTACT });
const desks: Desk[] = [];
const pages: Page[] = [];
let planned: Planned;
/** Everything that the press was told over its WebSockets. */
const told: string[] = [];

/** The host, two of one delegation, and somebody of the press. */
const person = (index: number) => {
  const [who, invited, page] = [cast[index], planned.people[index], pages[index]];
  if (!who || !invited || !page) throw new Error(`nobody has number ${index}`);
  return { who, page, id: invited.id, link: invited.link };
};

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const names = cast.map(({ name }) => name);
  planned = await planMeeting(office, names, ['S18', 'S19'], {
    cities: { 2: 1, 3: 0 },
    roles: { 3: 'press' },
    items: [
      { title: 'Opening', minutes: 5 },
      { title: 'Budget', minutes: 20, open: false },
    ],
  });
  for (const who of cast) {
    const desk = await Desk.open(who, 'chromium');
    desks.push(desk);
    pages.push(await desk.page());
  }
  person(3).page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => told.push(String(payload)));
  });
});

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
});

async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env.YUNQIAO_PHOTOS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

test('a host lets in a delegation with one press of a button', async () => {
  const host = person(0);
  await knock(host.page, host.link);
  await inside(host.page);
  for (const index of [1, 2, 3]) await knock(person(index).page, person(index).link);
  await openTab(host.page, 'people');
  const lobby = host.page.locator('[data-lobby-list]');
  await expect(lobby.locator('[data-person]')).toHaveCount(3);
  await expect(lobby.getByRole('group')).toHaveCount(2);
  await expectAccessible(host.page);
  await photograph(host.page, 'lobby');
  const button = lobby.locator('[data-delegation-action="admit"]');
  await expect(button).toHaveCount(1);
  // By keyboard.
  await button.focus();
  await host.page.keyboard.press('Enter');
  for (const index of [1, 2]) await inside(person(index).page);
  await expect(lobby.locator('[data-person]')).toHaveCount(1);
  await admit(host.page, person(3).id);
  await inside(person(3).page);
});

test('a closed item takes the press out, in silence, and brings it back by itself', async () => {
  test.setTimeout(240_000);
  const [host, delegate, press] = [person(0), person(1), person(3)];
  const speakers = [0, 1, 2].map((index) => person(index).who);
  const tones = cast.map(({ tone }) => tone);
  await expectToSee(press.page, delegate.id, delegate.who);
  await expectToHear(press.page, speakers, cast);

  await openTab(host.page, 'agenda');
  await host.page
    .locator(`[data-item="${planned.items[1] ?? ''}"] [data-item-action="start"]`)
    .click();
  const outside = press.page.locator('[data-outside]');
  await expect(outside).toBeVisible();
  await expect(press.page.locator('[data-room]')).toHaveCount(0);
  await expect(press.page.getByRole('heading', { level: 1 })).toBeFocused();
  const before = told.length;
  expect(await tonesHeard(press.page, tones)).toEqual([]);
  expect(await framesDecoded(press.page)).toBe(0);
  await openTab(delegate.page, 'chat');
  await delegate.page.locator('textarea').fill(SECRET);
  await delegate.page.keyboard.press('Enter');
  await openTab(host.page, 'chat');
  await expect(host.page.locator('[data-chat-line]', { hasText: SECRET })).toBeVisible();
  // Who is inside sees that they are not gone.
  await openTab(host.page, 'people');
  await expect(host.page.locator(`[data-person-row="${press.id}"]`)).toContainText('Outside');

  for (const width of [390, 1440]) {
    await press.page.setViewportSize({ width, height: 844 });
    await expectAccessible(press.page);
    await photograph(press.page, `outside.${width}`);
  }
  await press.page.reload();
  await expect(outside).toBeVisible();
  const meanwhile = told
    .slice(before)
    .filter((text) => /"(type":"(levels|quality|slots|layers)|change":"(?!outside))/.test(text));
  expect(meanwhile, 'nothing of the item').toEqual([]);

  await openTab(host.page, 'agenda');
  await host.page.locator('[data-item-action="end"]').click();
  await inside(press.page);
  await expectToSee(press.page, delegate.id, delegate.who);
  await expectToHear(press.page, speakers, cast);
  await openTab(press.page, 'chat');
  await expect(press.page.locator('[data-chat-line]')).toHaveCount(0);
  expect(told.some((text) => text.includes(SECRET))).toBe(false);
});

test('somebody who was removed is told whom to ask, and comes back when a host says so', async () => {
  const [host, press] = [person(0), person(3)];
  await openTab(host.page, 'people');
  const row = host.page.locator(`[data-person-row="${press.id}"]`);
  await row.getByRole('button').first().click();
  await row.locator('[data-person-action="remove"]').click();
  await host.page.locator('[data-person-action="remove-confirm"]').click();
  await expect(press.page.locator('[data-over="removed"]')).toContainText(CONTACT);
  await press.page.goto(press.link);
  const problem = press.page.locator('[data-problem="removed_link"]');
  await expect(problem).toContainText(CONTACT);
  await expectAccessible(press.page);

  const removed = host.page.locator(`[data-removed="${press.id}"]`);
  await expect(removed).toBeVisible();
  await expectAccessible(host.page);
  await photograph(host.page, 'removed');
  await removed.locator('[data-person-action="readmit"]').click();
  await expect(removed).toHaveCount(0);
  await problem.getByRole('button').click();
  await press.page.getByTestId('join').click();
  await inside(press.page);
  for (const desk of desks) expect(desk.errors).toEqual([]);
});
