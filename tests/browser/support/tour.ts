import type { BrowserContext, Page } from '@playwright/test';
import { admit, control, inside, knock, leave, openTab, tile } from './meeting.ts';
import { addFilm, recordFilm } from './film.ts';
import { planForum } from './forum.ts';
import { openPage, proposeName } from './delegation.ts';
import { Office, type Planned, planMeeting } from './office.ts';
import { cast, Desk } from './people.ts';
import { Server } from './server.ts';

export interface Size {
  width: number;
  height: number;
}

const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };
/** A large phone on its side. */
const ASIDE = { width: 896, height: 414 };

/** Screens of a hall, lying and standing. */
const IN_THE_HALL = [
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
];

/** What is done at a stop: `name` tells it from the others, `sizes` are given where only they matter. */
export type Look = (page: Page, name: string, sizes?: readonly Size[]) => Promise<void>;

/** Leads through every page, and through a meeting of two from the link to the record. Gives what went
 *  wrong in the pages without anybody catching it. */
export async function tour(
  locale: string,
  look: Look,
  prepare: (context: BrowserContext) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const server = new Server();
  await server.start();
  const [first, second] = cast;
  if (!first || !second) throw new Error('two people are needed');
  const host = await Desk.open(first, 'chromium', { locale, calm: true });
  const guest = await Desk.open(second, 'chromium', { locale, calm: true });
  try {
    await Promise.all([host, guest].map(({ context }) => prepare(context)));
    const desk = await host.page();
    const page = await guest.page();
    // It takes as long as it lasts.
    const recording = record(await host.page());
    const office = await beforeTheDesk(server, desk, look);
    await host.context.addCookies([office.cookie]);
    const names = [first.name, second.name, 'Sofía Reyes', 'Kim Seo-yeon', 'Omar Haddad'];
    const planned = await planMeeting(office, names, ['S18', 'S19', 'S11'], {
      items: [
        { title: 'Opening', minutes: 5 },
        { title: 'A city that floods with care', minutes: 20 },
        { title: 'Budget', minutes: 10, open: false },
      ],
      floor: { speaker_seconds: 180, delegation_seconds: 600, at_limit: 'close_microphone' },
      cities: { 2: 1, 3: 2, 4: 3 },
      roles: { 2: 'press' },
      hall: { place: { 'zh-CN': '杭州国际博览中心', en: 'Hangzhou Expo Centre' }, guests: 2 },
    });
    await arrange(office, planned.session);
    await office.upload(planned.session, 'Memorandum.pdf', '%PDF-1.7\nMemorandum\n%%EOF\n');
    const event = await planForum(office, ['S18', 'S19', 'S11']);
    // It takes its time, which the desk has enough of.
    const test = await beginTest(await guest.page(), planned.people[1]?.link ?? '', look);
    await atTheDesk(server.url, planned.session, event, desk, look);
    await delegationPage(office, event, desk, look);
    await test.locator('[data-check="done"]').waitFor({ timeout: 90_000 });
    await look(test, 'check-done');
    await test.close();
    await atTheDoor(office, planned, page, look);
    await onTheWall(office, planned, 'wall-before', await guest.page(), look);
    await addFilm(office, planned.session, planned.items[0] ?? '', await recording);
    await meet(planned, desk, page, look, server.url);
    await onTheWall(office, planned, 'wall', await guest.page(), look);
    await hallInTheRoom(planned, desk, await guest.page(), look);
    await leave(desk, 'all');
    await page.locator('[data-after]').waitFor();
    await look(page, 'after');
    await desk.goto(`${server.url}/sessions/${planned.session}/record`);
    await desk.locator('h1').first().waitFor();
    await look(desk, 'record');
    await minutes(desk, `${server.url}/sessions/${planned.session}/minutes`, page, look);
    await desk.goto(`${server.url}/partners/S18`);
    await desk.locator('h1').first().waitFor();
    await look(desk, 'partner-after');
    return [...host.errors, ...guest.errors];
  } finally {
    await Promise.all([host.close(), guest.close()]);
    await server.stop();
  }
}

async function record(page: Page): Promise<Buffer> {
  const film = await recordFilm(page, 40);
  await page.close();
  return film;
}

/** A greeting video: who has it, and how it is seen by a host and by a guest. */
async function whileAFilmIsShown(desk: Page, page: Page, item: string, look: Look): Promise<void> {
  await desk.setViewportSize(DESKTOP);
  await openTab(desk, 'agenda');
  const film = desk.locator(`[data-item="${item}"] [data-item-film]`);
  await film.locator('summary').click();
  await look(desk, 'room-film-agenda', [DESKTOP]);
  await film.locator('[data-film-action="show"]').click();
  await page.locator('[data-film] video').waitFor();
  // It begins two seconds later.
  await page.waitForTimeout(3_000);
  await look(desk, 'room-film');
  await look(page, 'room-film-guest');
  await desk.setViewportSize(DESKTOP);
  await page.setViewportSize(DESKTOP);
  await desk.locator('[data-film-action="stop"]').click();
  await page.locator('[data-film]').waitFor({ state: 'detached' });
}

/** Puts the last delegation first, against the rule. */
async function arrange(office: Office, session: string): Promise<void> {
  const address = `/api/sessions/${session}/protocol`;
  const { version, rows } = await office.get<{ version: number; rows: { delegation: string }[] }>(
    address,
  );
  const moves = [{ delegation: rows.at(-1)?.delegation, place: 1, reason: '三十年友好往来' }];
  await office.put(address, { version, rule: 'country', language: 'zh-CN', moves });
}

async function beforeTheDesk(server: Server, desk: Page, look: Look): Promise<Office> {
  const setup = server.setupUrl;
  await desk.goto(setup);
  await desk.locator('input').first().waitFor();
  await look(desk, 'setup');
  const office = await Office.open(server.url, setup);
  await desk.goto(`${server.url}/signin`);
  await desk.locator('input').first().waitFor();
  await look(desk, 'sign-in');
  await desk.context().addCookies([office.cookie]);
  await desk.goto(`${server.url}/`);
  await desk.locator('h1').waitFor();
  await look(desk, 'desk-empty');
  return office;
}

async function atTheDesk(
  url: string,
  session: string,
  event: { id: string; panel: string; plenary: string },
  desk: Page,
  look: Look,
): Promise<void> {
  for (const [name, path, sign = 'h1'] of [
    ['desk', '/'],
    ['sessions', '/sessions'],
    ['plan', '/sessions/new'],
    ['session', `/sessions/${session}`],
    ['edit', `/sessions/${session}/edit`],
    ['events', '/events'],
    ['event-new', '/events/new'],
    ['event', `/events/${event.id}`],
    ['event-edit', `/events/${event.id}/edit`],
    ['event-panel', `/sessions/${event.panel}/edit`],
    ['event-plenary', `/sessions/${event.plenary}`],
    ['run-sheet', `/sessions/${event.plenary}/run-sheet`],
    ['calendar', '/calendar'],
    ['calendar-week', '/calendar?view=week'],
    ['slots-empty', '/slots'],
    [
      'slots',
      '/slots?partners=S18,S19,S11,S28,S12&minutes=120&from=2027-02-08&to=2027-02-12&host=any',
      '[data-slot]',
    ],
    [
      'slots-pairs',
      '/slots?partners=S01,S02,S14,S28,E06&minutes=120&from=2027-03-26&to=2027-03-28',
      '[data-pair]',
    ],
    [
      'slots-wrong',
      '/slots?partners=S18&minutes=50&from=2027-02-08&to=2027-02-12',
      '[aria-invalid="true"]',
    ],
    ['invitations', `/sessions/${session}/invitations`],
    ['event-invitations', `/events/${event.id}/invitations`],
    ['protocol', `/sessions/${session}/protocol`],
    ['protocol-event', `/sessions/${event.panel}/protocol`],
    ['partners', '/partners'],
    ['partner', '/partners/S18'],
    ['nowhere', '/this-page-is-not-there'],
  ] as const) {
    await desk.goto(`${url}${path}`);
    await desk.locator(sign).first().waitFor();
    await look(desk, name);
  }
}

/** The page of a delegation, and what its contact person proposes at the desk. */
async function delegationPage(
  office: Office,
  event: { id: string; guests: string[] },
  desk: Page,
  look: Look,
): Promise<void> {
  const [guests = ''] = event.guests;
  const link = await openPage(office, event.id, guests);
  await desk.goto(link);
  const member = desk.locator('[data-member]').first();
  await member.waitFor();
  await look(desk, 'delegation');
  await member.getByRole('button').first().click();
  await desk.locator('[data-member] form').waitFor();
  await look(desk, 'delegation-answer');
  await proposeName(link);
  await desk.reload();
  await desk.locator('[data-proposal]').waitFor();
  await member.getByRole('button').last().click();
  await look(desk, 'delegation-correction');
  const origin = new URL(link).origin;
  await desk.goto(`${origin}/events/${event.id}`);
  await desk.locator('[data-proposal]').waitFor();
  await look(desk, 'event-proposal');
}

/** The list at the entrance of the hall, where one has come, and a camera that is not allowed. */
async function atTheDoor(office: Office, planned: Planned, page: Page, look: Look): Promise<void> {
  const path = `/api/sessions/${planned.session}/door-link`;
  const { url } = await office.post<{ url: string }>(path, {});
  await page.goto(url);
  const [came] = planned.people.slice(-2);
  const guest = page.locator(`[data-guest="${came?.id ?? ''}"]`);
  await guest.locator('[data-do="arrive"]').waitFor();
  await look(page, 'check-in');
  await guest.locator('[data-do="arrive"]').click();
  await page.locator('.count[data-inside="1"]').waitFor();
  await page.locator('[data-unsent="0"]').waitFor();
  await look(page, 'check-in-marked');
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('as somebody who said no', 'NotAllowedError'));
  });
  await page.locator('.scan button').click();
  await page.locator('dialog[open] video').waitFor({ state: 'hidden' });
  await look(page, 'check-in-refused');
}

async function meet(
  planned: Planned,
  desk: Page,
  page: Page,
  look: Look,
  url: string,
): Promise<void> {
  const [chair, visitor] = planned.people;
  if (!chair || !visitor) throw new Error('two people are invited');
  await page.goto(`${url}/j#not-a-link`);
  await page.locator('[data-problem]').waitFor();
  await look(page, 'bad-link');
  await page.goto(visitor.link);
  await page.getByTestId('join').waitFor();
  await look(page, 'prejoin');
  await page.setViewportSize(DESKTOP);
  await knock(page, visitor.link);
  await page.locator('[data-lobby]').waitFor();
  await look(page, 'lobby');
  await page.setViewportSize(DESKTOP);
  await knock(desk, chair.link);
  await inside(desk);
  await behindClosedDoors(planned, desk, await page.context().newPage(), look);
  await inside(page);
  await openTab(desk, 'agenda');
  await desk.locator(`[data-item="${planned.items[0] ?? ''}"] [data-item-action="start"]`).click();
  await control(page, 'hand').click();
  await desk.waitForTimeout(2_000);
  await onTheFloor(desk, page, look);
  await takeNotes(desk, planned.items[0] ?? '', look);
  await onTheStage(desk, page, look);
  await aside(desk, page, visitor.id, look);
  await signs(desk, page, look);
  await groupPhoto(desk, page, look);
  await whileAFilmIsShown(desk, page, planned.items[0] ?? '', look);
  await inTheRoom(desk, visitor.id, look);
}

/** Two of a city wait and are let in at once; one of them is of the press, goes out for a closed item,
 *  and is removed. */
async function behindClosedDoors(
  { people, items }: Planned,
  desk: Page,
  page: Page,
  look: Look,
): Promise<void> {
  const press = people[2];
  if (!press) throw new Error('somebody of the press is invited');
  await page.setViewportSize(DESKTOP);
  await knock(page, press.link);
  await page.locator('[data-lobby]').waitFor();
  await desk.setViewportSize(DESKTOP);
  await openTab(desk, 'people');
  await desk.locator(`[data-lobby-list] [data-person="${press.id}"]`).waitFor();
  await look(desk, 'room-lobby');
  await desk.setViewportSize(DESKTOP);
  await desk.locator('[data-delegation-action="admit"]').click();
  await inside(page);
  await openTab(desk, 'agenda');
  await desk.locator(`[data-item="${items[2] ?? ''}"] [data-item-action="start"]`).click();
  await page.locator('[data-outside]').waitFor();
  await look(page, 'outside');
  await openTab(desk, 'people');
  const row = desk.locator(`[data-person-row="${press.id}"]`);
  await row.getByRole('button').first().click();
  await row.locator('[data-person-action="remove"]').click();
  await desk.locator('[data-person-action="remove-confirm"]').click();
  await page.locator('[data-over="removed"]').waitFor();
  await look(page, 'removed');
  await page.close();
}

/** The draft, the approved text, and what a participant reads of it. */
async function minutes(desk: Page, address: string, page: Page, look: Look): Promise<void> {
  await desk.setViewportSize(DESKTOP);
  await desk.goto(address);
  await desk.locator('[data-minutes="draft"]').click();
  await desk.locator('[data-minutes-text="open"]').waitFor();
  await look(desk, 'minutes');
  await desk.setViewportSize(DESKTOP);
  await desk.locator('[data-minutes="approve"]').click();
  await desk.locator('[data-minutes="yes"]').click();
  await desk.locator('[data-minutes-text="frozen"]').waitFor();
  await look(desk, 'minutes-approved');
  await page.reload();
  await page.locator('[data-own-minutes]').waitFor();
  await look(page, 'after-minutes');
}

/** An action, then a decision, on the item that runs. */
async function takeNotes(desk: Page, item: string, look: Look): Promise<void> {
  await openTab(desk, 'agenda');
  const note = desk.locator(`[data-item="${item}"] [data-note-action="new"]`);
  const keep = desk.locator('[data-note-action="keep"]');
  await note.click();
  await desk.locator('[data-note-text="en"]').fill('Send the draft statutes of the fund');
  await desk.locator('[data-note-form] input[value="action"]').check();
  await desk.locator('[data-note-owner]').selectOption({ index: 1 });
  await desk.locator('[data-note-department]').fill('Port office');
  await desk.locator('[data-note-due]').fill('2027-03-31');
  await look(desk, 'room-note');
  await desk.setViewportSize(DESKTOP);
  await keep.click();
  await note.click();
  await desk.locator('[data-note-text="en"]').fill('The water declaration is adopted');
  await keep.click();
  await desk.locator(`[data-item="${item}"] [data-note]`).nth(1).waitFor();
  await look(desk, 'room-notes');
  await desk.setViewportSize(DESKTOP);
}

/** The screen in the hall. */
async function onTheWall(
  office: Office,
  { session }: Planned,
  name: string,
  page: Page,
  look: Look,
): Promise<void> {
  const { url } = await office.post<{ url: string }>(`/api/sessions/${session}/wall-link`, {});
  await page.goto(url);
  await page.locator('[data-wall-phase]').waitFor();
  await look(page, name);
  await look(page, `${name}-hall`, IN_THE_HALL);
  await page.close();
}

/** A side room is prepared and opened; who goes into it, and what a host sees of it. */
async function aside(host: Page, guest: Page, person: string, look: Look): Promise<void> {
  await openTab(host, 'people');
  await host.locator('[data-side-action="prepare"]').click();
  const form = host.locator('[data-open-side]');
  await form.getByRole('textbox').first().fill('双边会谈 · Bilateral talk');
  await form.locator(`[data-side-person="${person}"]`).check();
  await look(host, 'room-side-open');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-side-action="open"]').click();
  await guest.locator('[data-own-side]').waitFor();
  await look(guest, 'room-side');
  await guest.setViewportSize(DESKTOP);
  await host.locator('[data-side]').waitFor();
  await look(host, 'room-sides');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-side-action="close"]').click();
  await guest.locator('[data-own-side]').waitFor({ state: 'detached' });
  await openTab(host, 'agenda');
}

/** Begins a connection test, and leaves the page to it. */
async function beginTest(page: Page, link: string, look: Look): Promise<Page> {
  await page.goto(link.replace('/j#', '/check#'));
  await page.getByTestId('begin').waitFor();
  await look(page, 'check');
  await page.getByTestId('begin').click();
  return page;
}

/** The machine of the hall comes in, beside who came to its entrance. */
async function hallInTheRoom(
  { seat, people }: Planned,
  desk: Page,
  page: Page,
  look: Look,
): Promise<void> {
  if (!seat) throw new Error('a hall has a seat');
  await page.setViewportSize(DESKTOP);
  await knock(page, seat.link);
  await page.locator('[data-lobby]').waitFor();
  await admit(desk, seat.id);
  await inside(page);
  await tile(desk, seat.id).waitFor();
  await look(desk, 'room-hall');
  await page.goto(people.at(-1)?.link ?? '');
  await page.locator('[data-hall-code]').waitFor();
  await look(page, 'prejoin-hall');
  await page.close();
  await desk.setViewportSize(DESKTOP);
}

/** Who is next, who speaks, what a host sees of it, and the speaker. */
async function onTheFloor(host: Page, speaker: Page, look: Look): Promise<void> {
  await openTab(host, 'floor');
  const row = host.locator('[data-queued] button[aria-expanded]');
  await row.click();
  await look(host, 'room-floor-queue');
  await host.setViewportSize(DESKTOP);
  await row.click();
  await host.locator('[data-floor-action="next"]').click();
  await speaker.locator('[data-own-floor="speaks"]').waitFor();
  await look(speaker, 'room-speaks');
  await speaker.setViewportSize(DESKTOP);
  await openTab(speaker, 'floor');
  await speaker.locator('[data-floor-action="point"]').click();
  await host.locator('[data-point]').waitFor();
  await look(host, 'room-floor');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-floor-action="close-point"]').click();
  await openTab(host, 'agenda');
}

/** The stage as the host directs it, and as it looks from behind. */
async function onTheStage(host: Page, guest: Page, look: Look): Promise<void> {
  await openTab(host, 'people');
  const bar = host.locator('[data-stage-bar]');
  await bar.locator('[data-stage-action="open"]').click();
  await guest.locator('[data-own-place="on_stage"]').waitFor();
  await host.locator('[data-person-row] button[aria-expanded]').last().click();
  await host.locator('[data-place="backstage"]').click();
  await guest.locator('[data-own-place="backstage"]').waitFor();
  await look(guest, 'room-backstage');
  await guest.setViewportSize(DESKTOP);
  await look(host, 'room-stage');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-person-row] button[aria-expanded]').last().click();
  await bar.locator('[data-stage-action="close"]').click();
  await control(guest, 'camera').click();
  await openTab(host, 'agenda');
}

/** A memorandum from its preparation to its last signature. */
async function signs(host: Page, guest: Page, look: Look): Promise<void> {
  const act = (page: Page, what: string) => page.locator(`[data-signing-action="${what}"]`);
  await openTab(host, 'agenda');
  await act(host, 'prepare').click();
  await host.locator('[data-signing-title="en"]').fill('Memorandum on clean water');
  await host.locator('[data-edition-paper="0"]').selectOption({ index: 1 });
  for (const place of [0, 1])
    await host.locator(`[data-party-person="${place}"]`).selectOption({ index: 1 });
  await look(host, 'room-signing-prepare');
  await host.setViewportSize(DESKTOP);
  await act(host, 'keep').click();
  await act(host, 'open').click();
  await guest.locator('[data-duty="wait"]').waitFor();
  await act(host, 'sign').click();
  await host.locator('[data-sign-confirm]').check();
  await look(host, 'room-sign');
  await host.setViewportSize(DESKTOP);
  await act(host, 'confirm').click();
  await guest.locator('[data-duty="sign"]').waitFor();
  await look(guest, 'room-signing-guest');
  await guest.setViewportSize(DESKTOP);
  await look(host, 'room-signing');
  await host.setViewportSize(DESKTOP);
  await act(guest, 'sign').click();
  await guest.locator('[data-sign-confirm]').check();
  await act(guest, 'confirm').click();
  await act(host, 'close').click();
  await act(host, 'close-yes').click();
  await guest.locator('[data-signing-state="closed"]').waitFor();
  for (const page of [host, guest]) await act(page, 'put-away').click();
}

/** Both are asked for a group photo, the guest prefers a name plate, and the host looks at it. */
async function groupPhoto(host: Page, guest: Page, look: Look): Promise<void> {
  await openTab(host, 'people');
  await host.locator('[data-photo-action="call"]').click();
  await guest.locator('[data-photo="asking"]').waitFor();
  await look(guest, 'room-photo-asked');
  await guest.setViewportSize(DESKTOP);
  await host.locator('[data-photo-action="yes"]').click();
  await guest.locator('[data-photo-action="plate"]').click();
  await look(host, 'room-photo');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-photo-action="start"]').click();
  await host.locator('[data-photo-preview]').waitFor();
  await look(host, 'room-photo-look');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-photo-action="keep"]').click();
  await host.locator('[data-photo="kept"]').waitFor();
  for (const page of [host, guest]) await page.locator('[data-photo-action="put-away"]').click();
  await openTab(host, 'agenda');
}

async function inTheRoom(desk: Page, other: string, look: Look): Promise<void> {
  await look(desk, 'room-agenda');
  await look(desk, 'room-aside', [ASIDE]);
  await desk.setViewportSize(DESKTOP);
  await openTab(desk, 'people');
  await desk.locator(`[data-person-row="${other}"] button[aria-expanded]`).click();
  await look(desk, 'room-people');
  await desk.setViewportSize(DESKTOP);
  await openTab(desk, 'chat');
  await look(desk, 'room-chat');
  await desk.setViewportSize(PHONE);
  await control(desk, 'more').click();
  await look(desk, 'room-more', [PHONE]);
  await desk.locator('[data-show="people"]').click();
  await look(desk, 'room-sheet', [PHONE]);
  await desk.keyboard.press('Escape');
  await desk.setViewportSize(DESKTOP);
  await control(desk, 'leave').click();
  await look(desk, 'room-leave');
  await desk.setViewportSize(DESKTOP);
  await desk.keyboard.press('Escape');
}
