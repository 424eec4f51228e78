import { expect, type Page, test } from '@playwright/test';
import { admit, control, inside, join, knock, openTab, tile } from '../support/meeting.ts';
import { Office, type Planned, planMeeting } from '../support/office.ts';
import { cast, Desk, firefoxCanMeet } from '../support/people.ts';
import { expectToHear, expectToSee, framesDecoded } from '../support/senses.ts';
import { Server } from '../support/server.ts';

const server = new Server();
const desks: Desk[] = [];
const pages: Page[] = [];
let office: Office;
let planned: Planned;

const two = cast.slice(0, 2);
const person = (index: number) => {
  const who = two[index];
  const invited = planned.people[index];
  const page = pages[index];
  if (!who || !invited || !page) throw new Error(`nobody has number ${index}`);
  return { who, page, id: invited.id, link: invited.link };
};

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  planned = await planMeeting(
    office,
    two.map((who) => who.name),
    ['S18'],
  );
  for (const [index, who] of two.entries()) {
    const desk = await Desk.open(who, index === 1 && firefoxCanMeet ? 'firefox' : 'chromium');
    desks.push(desk);
    pages.push(await desk.page());
  }
  const [host, guest] = [person(0), person(1)];
  await knock(host.page, host.link);
  await inside(host.page);
  await knock(guest.page, guest.link);
  await admit(host.page, guest.id);
  await inside(guest.page);
});

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
});

/** Both see and hear each other. */
async function together(): Promise<void> {
  const [host, guest] = [person(0), person(1)];
  await expectToSee(host.page, guest.id, guest.who);
  await expectToSee(guest.page, host.id, host.who);
  await expectToHear(host.page, [guest.who], cast);
  await expectToHear(guest.page, [host.who], cast);
}

test('a reload comes back as the same participant', async () => {
  await together();
  const [host, guest] = [person(0), person(1)];
  await guest.page.reload();
  const again = guest.page.getByTestId('join');
  await expect(again.or(guest.page.locator('[data-room]'))).toBeVisible();
  if (await again.isVisible()) await join(guest.page);
  await inside(guest.page);
  await together();
  await expect(host.page.locator('[data-tile]')).toHaveCount(2);
});

test('after a kill -9 both are back by themselves, and the room is where it was', async () => {
  const [host, guest] = [person(0), person(1)];
  const [item = ''] = planned.items;
  await openTab(host.page, 'agenda');
  await host.page.locator(`[data-item="${item}"] [data-item-action="start"]`).click();
  await control(guest.page, 'hand').click();
  await expect(control(guest.page, 'hand')).toHaveAccessibleName('Hand up, 1');
  await openTab(guest.page, 'chat');
  await guest.page.locator('[data-chat-input]').fill('before the night');
  await guest.page.keyboard.press('Enter');
  await openTab(host.page, 'chat');
  await expect(host.page.locator('[data-chat-line]')).toContainText(['before the night']);

  await server.kill();
  await expect(host.page.locator('[data-line="lost"]')).toBeVisible();
  // They stay on the screen of the meeting all the while.
  await expect(host.page.locator('[data-room]')).toBeVisible();
  await new Promise((done) => setTimeout(done, 3_000));
  await server.start();
  const up = Date.now();
  await expect(host.page.locator('[data-line="lost"]')).toHaveCount(0, { timeout: 10_000 });
  await expect(guest.page.locator('[data-line="lost"]')).toHaveCount(0, { timeout: 10_000 });
  console.log(`back ${Date.now() - up} ms after the server was up`);
  await expect(host.page.locator('[data-room]')).toBeVisible();
  await expect(guest.page.locator('[data-room]')).toBeVisible();
  await together();

  await openTab(host.page, 'agenda');
  await expect(host.page.locator(`[data-running="${item}"]`)).toBeVisible();
  await expect(control(guest.page, 'hand')).toHaveAccessibleName('Hand up, 1');
  await openTab(host.page, 'chat');
  await expect(host.page.locator('[data-chat-line]')).toContainText(['before the night']);
  const record = await office.get<{
    gaps: { reason: string }[];
    participants: { person: string; intervals: { end: string | null }[] }[];
  }>(`/api/sessions/${planned.session}/record`);
  expect(record.gaps.map((gap) => gap.reason)).toEqual(['crash']);
  for (const { id } of [host, guest]) {
    const ends = record.participants
      .find((participant) => participant.person === id)
      ?.intervals.map((interval) => interval.end);
    expect(ends?.slice(-2)).toEqual(['crash', null]);
  }
});

test('a second device of one person never makes a second person', async () => {
  const [host, guest] = [person(0), person(1)];
  const desk = desks[1];
  if (!desk) throw new Error('the guest has a desk');
  const phone = await (
    await desk.browser.newContext({ viewport: { width: 390, height: 844 } })
  ).newPage();
  await knock(phone, guest.link);
  await inside(phone);
  await expect(host.page.locator('[data-tile]')).toHaveCount(2);
  await expect(tile(host.page, guest.id)).toHaveCount(1);
  await openTab(host.page, 'people');
  await expect(host.page.locator(`[data-person-row="${guest.id}"]`)).toHaveCount(1);
  // The older device goes on receiving, and says so.
  await expect(guest.page.locator('[data-notices]')).toContainText('newer device');
  const before = await framesDecoded(guest.page);
  await expect.poll(async () => framesDecoded(guest.page)).toBeGreaterThan(before);
  await phone.context().close();
  const record = await office.get<{ totals: { present: number; peak: number } }>(
    `/api/sessions/${planned.session}/record`,
  );
  expect(record.totals).toMatchObject({ present: 2, peak: 2 });
});

test('no page stumbled', () => {
  expect(
    desks.flatMap((desk) => desk.errors.map((error) => `${desk.person.name}: ${error}`)),
  ).toEqual([]);
});
