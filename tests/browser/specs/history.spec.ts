import { expect, type Page, test } from '@playwright/test';
import type { components } from '../../../web-client/src/generated/openapi.ts';
import { organizer } from '../support/desk.ts';
import { admit, inside, knock, leave, openTab, recordOf } from '../support/meeting.ts';
import { changes, type Numbers, numbersOf } from '../support/numbers.ts';
import { Office, type Planned, planMeeting } from '../support/office.ts';
import { cast, Desk, firefoxCanMeet } from '../support/people.ts';
import { expectToHear, expectToSee } from '../support/senses.ts';
import { Server } from '../support/server.ts';

type Partners = components['schemas']['PartnerList'];
type Exchanges = components['schemas']['RecordPage_ShownExchange'];
type FigureList = components['schemas']['FigureList'];
type SessionRecord = components['schemas']['Record'];
type QuietPartner = components['schemas']['QuietPartner'];

/** A sister city since 2009 about which nothing is on file: dormant. */
const GUESTS = 'S18';
/** Another, with which there was a visit of late. */
const VISITORS = 'S19';

const server = new Server();
const desks: Desk[] = [];
const two = cast.slice(0, 2);
let office: Office;
let board: Page;
let guests = '';
let before: Numbers;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  const { items } = await office.get<Partners>('/api/partners');
  const idOf = (slug: string) => items.find((one) => one.slug === slug)?.id ?? '';
  guests = idOf(GUESTS);
  const lastMonth = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  await office.post('/api/exchanges', {
    title: { en: 'Curators at the canal museum' },
    kind: 'visit_received',
    direction: 'received',
    mode: 'onsite',
    on: lastMonth,
    partners: [idOf(VISITORS)],
    field: 'culture',
    substance: 'talks',
    rank: 'director',
    headcount: { number: 6, at_least: false },
  });
  const desk = await organizer(office);
  desks.push(desk);
  board = await desk.page();
  before = await numbersOf(office);
  await showsOnTheBoard(1, 1);
  expect(await stateOf(guests)).toBe('dormant');
});

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
});

/** Of the exchanges of the last 24 months those that were more than courtesy, and all, as the page says. */
async function showsOnTheBoard(substantive: number, all: number): Promise<void> {
  await board.goto(`${server.url}/balance`);
  const shown = board.locator('[data-figure="substance"]');
  await expect(shown).toHaveText([String(substantive), String(all)]);
}

/** Whether the list behind the number of dormant partners has the guests; it is as long as the number. */
async function showsAsDormant(listed: boolean): Promise<void> {
  const { total } = await listOf('dormant');
  await board.locator('[data-figure="dormant"]').first().click();
  await expect(board.locator(`[data-total="${total}"]`)).toBeVisible();
  await expect(board.locator('[data-record]')).toHaveCount(total);
  await expect(board.locator(`[data-record="${guests}"]`)).toHaveCount(listed ? 1 : 0);
}

async function stateOf(partner: string): Promise<string | undefined> {
  const all = await office.get<QuietPartner[]>('/api/analytics/dormancy');
  return all.find((one) => one.partner === partner)?.state;
}

const listOf = (figure: string) =>
  office.get<FigureList>(`/api/analytics/list?figure=${figure}&per=500`);

/** Host and guest meet in two browsers, deal with some items, and end it; gives the exchange. */
async function meet(items: readonly number[]): Promise<string> {
  const names = two.map(({ name }) => name);
  const planned = await planMeeting(office, names, [GUESTS]);
  const pages: Page[] = [];
  const opened: Desk[] = [];
  for (const [at, who] of two.entries()) {
    const desk = await Desk.open(who, at === 1 && firefoxCanMeet ? 'firefox' : 'chromium');
    desks.push(desk);
    opened.push(desk);
    pages.push(await desk.page());
  }
  await hold(planned, pages, items);
  const { filed } = await recordOf<SessionRecord>(office, planned.session);
  await Promise.all(opened.map((desk) => desk.close()));
  for (const desk of opened) desks.splice(desks.indexOf(desk), 1);
  expect(
    filed.map(({ partner }) => partner),
    'with whom the record is filed',
  ).toEqual([guests]);
  return filed[0]?.exchange ?? '';
}

async function hold(planned: Planned, pages: Page[], items: readonly number[]): Promise<void> {
  const [host, guest] = pages;
  const [hostPlan, guestPlan] = planned.people;
  const [hostPerson, guestPerson] = two;
  if (!host || !guest || !hostPlan || !guestPlan || !hostPerson || !guestPerson)
    throw new Error('two people meet');
  await knock(host, hostPlan.link);
  await inside(host);
  await knock(guest, guestPlan.link);
  await admit(host, guestPlan.id);
  await inside(guest);
  await expectToSee(host, guestPlan.id, guestPerson);
  await expectToSee(guest, hostPlan.id, hostPerson);
  await expectToHear(guest, [hostPerson], cast);
  await openTab(host, 'agenda');
  for (const item of items) {
    const start = `[data-item="${planned.items[item]}"] [data-item-action="start"]`;
    await host.locator(start).click();
    await expect(host.locator(start)).toHaveCount(0);
  }
  await leave(host, 'all');
}

test('a meeting of courtesy moves the numbers by exactly one, and ends no silence', async () => {
  const exchange = await meet([0]);
  const after = await numbersOf(office);
  expect(changes(before, after)).toEqual({
    exchanges: { part: 1 },
    'field.unsaid': { part: 1 },
    substance: { whole: 1 },
    practical: { whole: 1 },
    civic: { whole: 1 },
    cloud: { part: 1, whole: 1 },
    'attendance.late_minutes': { part: 1 },
    balance: 'follows',
  });
  expect(await stateOf(guests)).toBe('dormant');
  const { items } = await office.get<Exchanges>(`/api/exchanges?partner=${guests}`);
  expect(items.map(({ record }) => record.id)).toEqual([exchange]);
  const [filed] = items;
  expect(filed?.record).toMatchObject({
    mode: 'online',
    substance: 'courtesy',
    headcount: { number: 2, at_least: false },
  });
  const list = await listOf('exchanges');
  expect(list.exchanges.map(({ record }) => record.id)).toContain(exchange);
  expect(list.total).toBe(2);
  await showsOnTheBoard(1, 2);
  await showsAsDormant(true);
  before = after;
});

test('a meeting with a dialogue does, and the partner is dormant no longer', async () => {
  await meet([0, 1]);
  const after = await numbersOf(office);
  expect(changes(before, after)).toEqual({
    exchanges: { part: 1 },
    'field.unsaid': { part: 1 },
    substance: { part: 1, whole: 1 },
    practical: { whole: 1 },
    civic: { whole: 1 },
    cloud: { part: 1, whole: 1 },
    dormant: { part: -1 },
    alive: { part: 1 },
    returned_online: { part: 1, whole: 1 },
    'attendance.late_minutes': { part: 1 },
    balance: 'follows',
  });
  expect(await stateOf(guests)).toBe('alive');
  const returned = await listOf('returned_online');
  expect(returned.partners.map(({ id }) => id)).toEqual([guests]);
  await showsOnTheBoard(2, 3);
  await showsAsDormant(false);
});

test('the page of the partner leads from the exchange to the record of the meeting', async () => {
  await board.goto(`${server.url}/partners/${GUESTS}`);
  const held = board.locator('[id^="exchange-"]');
  await expect(held).toHaveCount(2);
  await held.first().getByRole('link').first().click();
  await expect(board.locator('h1')).toContainText('Living heritage');
});
