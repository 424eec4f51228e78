import { expect, type Page, test } from '@playwright/test';
import { inside, knock, leave, openTab, tile } from '../support/meeting.ts';
import { Office, type Planned, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessible } from '../support/rules.ts';
import { expectToHear, expectToSee } from '../support/senses.ts';
import { Server } from '../support/server.ts';

const server = new Server();
const desks: Desk[] = [];
const pages: Page[] = [];
let planned: Planned;

/** The host of the city, and one person for each of two partners. */
const person = (index: number) => {
  const [who, invited, page] = [cast[index], planned.people[index], pages[index]];
  if (!who || !invited || !page) throw new Error(`nobody has number ${index}`);
  return { who, page, id: invited.id, link: invited.link };
};

test.beforeAll(async () => {
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const people = cast.slice(0, 4);
  planned = await planMeeting(
    office,
    people.map(({ name }) => name),
    ['S18', 'S19'],
    { admission: 'automatic', cities: { 3: 0 } },
  );
  for (const who of people) {
    const desk = await Desk.open(who, 'chromium');
    desks.push(desk);
    pages.push(await desk.page());
    await desk.context.addCookies([office.cookie]);
  }
});

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
});

test('two go aside, hear and see one another alone, get more time, and are called back', async () => {
  test.setTimeout(120_000);
  const everybody = [0, 1, 2, 3].map(person);
  for (const { page, link } of everybody) {
    await knock(page, link);
    await inside(page);
  }
  const [host, one, other, fourth] = everybody as [
    ReturnType<typeof person>,
    ReturnType<typeof person>,
    ReturnType<typeof person>,
    ReturnType<typeof person>,
  ];
  const all = everybody.map(({ who }) => who);
  await expectToHear(one.page, [host.who, other.who, fourth.who], all);

  await openTab(host.page, 'people');
  const rooms = host.page.locator('[data-side-rooms]');
  // By keyboard.
  await rooms.locator('[data-side-action="prepare"]').focus();
  await host.page.keyboard.press('Enter');
  const form = host.page.locator('[data-open-side]');
  await form.getByRole('textbox').first().fill('Bilateral');
  await form.getByRole('spinbutton').fill('1');
  for (const { id } of [one, other]) await form.locator(`[data-side-person="${id}"]`).check();
  await expectAccessible(host.page);
  await host.page.locator('[data-side-action="open"]').click();

  const banner = one.page.locator('[data-own-side]');
  await expect(banner).toContainText('Bilateral');
  // Its only minute is the last one: whoever runs the meeting is asked for more, wherever they look.
  await expect(banner.locator('[data-side-warning]')).toBeVisible();
  const ending = host.page.locator('[data-notices] [data-side-ending]');
  await expect(ending).toContainText('Bilateral');
  await host.page.locator('[data-notices] [data-side-action="more"]').click();
  await expect(ending).toHaveCount(0);
  await expect(banner.locator('[data-side-warning]')).toHaveCount(0);
  await expect(tile(one.page, host.id)).toHaveCount(0);
  await expect(tile(host.page, one.id)).toHaveCount(0);
  // A microphone that the reader could not hear is not told to be on or off.
  const microphone = (id: string) =>
    host.page.locator(`[data-person-row="${id}"] [data-microphone]`);
  await expect(microphone(one.id)).toHaveCount(0);
  await expect(microphone(fourth.id)).toHaveCount(1);
  await expectToHear(one.page, [other.who], all);
  await expectToSee(one.page, other.id, other.who);
  await expectToHear(host.page, [fourth.who], all);
  await expectAccessible(one.page);
  await openTab(one.page, 'chat');
  await expect(one.page.locator('#chat-obstacle')).toBeVisible();

  // One comes back by themselves, the other by a call.
  await other.page.locator('[data-side-action="return"]').click();
  await expect(other.page.locator('[data-own-side]')).toHaveCount(0);
  const card = rooms.locator('[data-side]');
  await expect(card.locator('[data-aside]')).toHaveCount(1);
  await card.locator('[data-side-action="close"]').click();
  await expect(banner).toHaveCount(0);
  await expect(card).toHaveCount(0);
  await expectToHear(host.page, [one.who, other.who, fourth.who], all);
  await expectToSee(host.page, one.id, one.who);

  await leave(host.page, 'all');
  await host.page.goto(`${server.url}/sessions/${planned.session}/record`);
  const visits = host.page.locator('#sides [data-visitor]');
  await expect(visits).toHaveCount(2);
  const sheet = await host.page.request.get(
    `${server.url}/api/sessions/${planned.session}/record/side-rooms.csv?lang=en`,
  );
  expect(await sheet.text()).toContain('"Bilateral"');
  await expectAccessible(host.page);
  for (const desk of desks) expect(desk.errors).toEqual([]);
});
