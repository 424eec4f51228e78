import { expect, type Page, test } from '@playwright/test';
import { admit, inside, knock, openTab } from '../support/meeting.ts';
import { Office, type Planned, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';

const server = new Server();
let host: Desk;
let guest: Desk;
let planned: Planned;
let caller: Page;
let speaker: Page;

test.describe.configure({ mode: 'serial' });

const cue = (id: string, title: string, item: string | null, offset: number) => ({
  id,
  title: { en: title, 'zh-CN': title },
  kind: 'technical',
  item,
  offset,
  owner: { duty: 'caller' },
  language: 'en',
  fallback: id === 'c-0' ? { en: 'By telephone' } : {},
});

test.beforeAll(async () => {
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const [first, second] = cast;
  if (!first || !second) throw new Error('two people are needed');
  planned = await planMeeting(office, [first.name, second.name], ['S18'], {
    items: [
      { title: 'Opening', minutes: 5 },
      { title: 'Address', minutes: 20, speaker: 1 },
      { title: 'Film', minutes: 10 },
    ],
    cues: [cue('c-0', 'Open the microphone', 'i-1', -60), cue('c-1', 'Start the film', 'i-2', 0)],
  });
  host = await Desk.open(first, 'chromium', { width: 1440, height: 900 });
  guest = await Desk.open(second, 'chromium', { width: 1440, height: 900 });
  [caller, speaker] = await Promise.all([host.page(), guest.page()]);
  await knock(caller, planned.people[0]?.link ?? '');
  await inside(caller);
  await knock(speaker, planned.people[1]?.link ?? '');
  await admit(caller, planned.people[1]?.id ?? '');
  await inside(speaker);
});

test.afterAll(async () => {
  await Promise.all([host.close(), guest.close()]);
  await server.stop();
});

const item = (page: Page, place: number) =>
  page.locator(`[data-item="${planned.items[place] ?? ''}"]`);
const titles = (page: Page) => page.locator('[data-item] .title').allInnerTexts();

test('items are moved and shortened while the meeting runs, by keyboard, and everybody sees it', async () => {
  await openTab(caller, 'agenda');
  await item(caller, 1).locator('[data-item-action="adjust"]').click();
  const later = item(caller, 1).getByRole('button', { name: 'Later', exact: true });
  await later.focus();
  await caller.keyboard.press('Enter');
  await expect.poll(() => titles(speaker)).toEqual(['Opening', 'Film', 'Address']);
  // It is the last one now: the focus goes on to what can still be pressed.
  await expect(item(caller, 1).getByRole('button', { name: 'Earlier', exact: true })).toBeFocused();
  await expect(item(caller, 1).getByRole('button', { name: 'Later', exact: true })).toBeDisabled();

  await item(caller, 2).locator('[data-item-action="adjust"]').click();
  await item(caller, 2).getByRole('button', { name: 'One minute less for “Film”' }).click();
  await expect(item(speaker, 2)).toContainText('9 min');
  await item(caller, 0).locator('[data-item-action="start"]').click();
  await item(caller, 2).locator('[data-item-action="skip"]').click();
  await caller.getByRole('button', { name: 'Skip', exact: true }).last().click();
  await expect(item(speaker, 2)).toHaveAttribute('data-state', 'skipped');
  await item(caller, 2).locator('[data-item-action="restore"]').click();
  await expect(item(speaker, 2)).toHaveAttribute('data-state', 'planned');
});

test('cues are called, done another way, and taken back by those who run the meeting alone', async () => {
  await expect(speaker.locator('#tab-cues')).toHaveCount(0);
  await openTab(caller, 'cues');
  const lines = caller.locator('[data-cue]');
  await expect(lines.locator('.title')).toHaveText(['Start the film', 'Open the microphone']);
  const microphone = lines.filter({ hasText: 'Open the microphone' });
  await microphone.locator('[data-cue-action="fallback"]').click();
  // What was called came when it was called: it stands before what is still to come.
  await expect(lines.first()).toContainText('Fallback used');
  await expect(lines.first()).toContainText('Open the microphone');
  await microphone.locator('[data-cue-action="reset"]').click();
  await microphone.locator('[data-cue-action="call"]').click();
  await expect(microphone).toHaveAttribute('data-state', 'called');
  await expect(microphone).not.toContainText('Fallback used');
});

test('the next speaker is told that they are on stage soon, and says that they are ready', async () => {
  await caller.locator('.speaker [data-call]').click();
  await expect(speaker.locator('[data-stage-call]')).toContainText('on stage in 2 minutes');
  await expect(caller.locator('[data-cues] [data-called]')).toHaveAttribute('data-ready', 'false');
  await speaker.getByTestId('ready').click();
  await expect(caller.locator('[data-cues] [data-called]')).toHaveAttribute('data-ready', 'true');
  await expect(speaker.locator('[data-stage-call="ready"]')).toBeVisible();
});

test('after a kill -9 the programme and the cues are where they were', async () => {
  await server.kill();
  await server.start();
  await expect(caller.locator('[data-line="lost"]')).toHaveCount(0, { timeout: 30_000 });
  const microphone = caller.locator('[data-cue]').filter({ hasText: 'Open the microphone' });
  await expect(microphone).toHaveAttribute('data-state', 'called', { timeout: 30_000 });
  await expect.poll(() => titles(speaker)).toEqual(['Opening', 'Film', 'Address']);
  await openTab(caller, 'agenda');
  await item(caller, 1).locator('[data-item-action="start"]').click();
  await expect(speaker.locator('[data-stage-call]')).toHaveCount(0);
});

test('no page stumbled', () => {
  expect([...host.errors, ...guest.errors]).toEqual([]);
});
