import { expect, type Page, test } from '@playwright/test';
import { field, grip, instant, inviteCity, organizer, press, said } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import type { Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';

const server = new Server();
let office: Office;
let desk: Desk;
let event = '';

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  desk = await organizer(office);
});

test.afterAll(async () => {
  await desk.close();
  await server.stop();
});

interface Shown {
  event: { tracks: { id: string; name: Record<string, string> }[] };
  sessions: {
    id: string;
    title: Record<string, string>;
    starts_at: number;
    minutes: number;
    track: string;
    attending: unknown[];
  }[];
}

async function session(title: string): Promise<Shown['sessions'][number]> {
  const { sessions } = await office.get<Shown>(`/api/events/${event}`);
  const found = sessions.find((one) => one.title['en'] === title);
  if (!found) throw new Error(`no session ${title}`);
  return found;
}

const startOf = async (title: string) => (await session(title)).starts_at;

async function open(): Promise<Page> {
  const page = await desk.page();
  await page.goto(`${server.url}/events/${event}`);
  await expect(grip(page, 'Panel 1')).toBeVisible();
  return page;
}

async function invite(page: Page, city: RegExp, name: string): Promise<void> {
  await page.getByRole('button', { name: city }).click();
  await page.locator('details[open]').last().getByLabel('Name in English').fill(name);
}

test('a forum begins from a template, with its roster', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/events`);
  await page.getByRole('link', { name: 'Begin an event' }).first().click();
  await page.getByRole('radio', { name: /Mayors' forum/ }).check();
  await field(page, 'Title in Chinese').fill('第七届市长论坛');
  await field(page, 'Title in English').fill('Seventh mayors’ forum');
  await field(page, 'Theme in English').fill('Cities of water');
  await field(page, 'Series').selectOption('A new series');
  await field(page, 'Name of the series in English').fill('Mayors’ forum');
  await field(page, 'Edition').fill('7');
  await inviteCity(page, 'dresden', /Dresden/);
  await field(page, 'First day').fill('2027-10-14');
  await field(page, 'Start').fill('16:00');
  await expect(page.locator('[data-zone="Europe/Berlin"]')).toContainText('10:00');
  await invite(page, /Add a person\s+Hangzhou/, 'Lin Yue');
  await invite(page, /Add a person\s+Dresden/, 'Anna Weber');
  await press(page, 'Begin the event');
  await expect(page).toHaveURL(/\/events\/(?!new)[^/]+$/);
  event = new URL(page.url()).pathname.split('/').at(-1) ?? '';

  await expect(page.getByRole('heading', { name: 'Seventh mayors’ forum' })).toBeVisible();
  await expect(page.getByText('Mayors’ forum · edition 7 · Cities of water')).toBeVisible();
  await expect(page.getByText('Hangzhou: no Interpreter yet.')).toBeVisible();
  expect(await startOf('Plenary session')).toBe(instant('2027-10-14T08:00Z'));
  expect(await startOf('Panel 1')).toBe(instant('2027-10-14T10:15Z'));
  expect((await session('Plenary session')).attending).toHaveLength(2);
  expect((await session('Panel 1')).attending).toHaveLength(0);
  await page.close();
});

test('a session is moved with the keyboard, and put back', async () => {
  const page = await open();
  await grip(page, 'Panel 1').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter'])
    await page.keyboard.press(key);
  await expect(said(page, 'Panel 1: 18:30, Room B.')).toBeVisible();
  const moved = await session('Panel 1');
  expect(moved.starts_at).toBe(instant('2027-10-14T10:30Z'));
  await expect(page.getByText(/Room B: Panel 2 and Panel 1 at the same time/)).toBeVisible();
  await press(page, 'Undo');
  await expect.poll(() => startOf('Panel 1')).toBe(instant('2027-10-14T10:15Z'));
  await expect(page.getByText(/at the same time/)).toHaveCount(0);

  await grip(page, 'Panel 1').focus();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Escape');
  await page.reload();
  expect((await session('Panel 1')).minutes).toBe(60);
  await page.close();
});

test('a session is dragged to another time and room', async () => {
  const page = await open();
  await grip(page, 'Panel 2').scrollIntoViewIfNeeded();
  const from = await grip(page, 'Panel 2').boundingBox();
  const hall = await page.getByRole('heading', { name: 'Main hall' }).last().boundingBox();
  if (!from || !hall) throw new Error('both are in sight');
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(hall.x + hall.width / 2, from.y + 60, { steps: 6 });
  await page.mouse.up();
  await expect(said(page, /^Panel 2: \d\d:\d\d, Main hall\.$/)).toBeVisible();
  const moved = await session('Panel 2');
  expect(moved.starts_at).toBeGreaterThan(instant('2027-10-14T10:15Z'));
  expect(moved.starts_at % (5 * 60_000_000)).toBe(0);
  await press(page, 'Undo');
  await expect.poll(() => startOf('Panel 2')).toBe(instant('2027-10-14T10:15Z'));
  await page.close();
});

test('on a phone a session is moved by asking when and where', async () => {
  const page = await open();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: /^Move\s+Panel 2$/ }).click();
  const question = page.getByRole('dialog', {
    name: 'When and where is Panel 2?',
  });
  await question.getByLabel('Start', { exact: true }).fill('19:00');
  await question.getByLabel('Room', { exact: true }).selectOption('Side room');
  await expect(question.locator('[data-zone="Asia/Shanghai"]')).toContainText('19:00');
  await question.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(said(page, 'Panel 2: 19:00, Side room.')).toBeVisible();
  expect(await startOf('Panel 2')).toBe(instant('2027-10-14T11:00Z'));
  await press(page, 'Undo');
  await expect.poll(() => startOf('Panel 2')).toBe(instant('2027-10-14T10:15Z'));
  await page.close();
});

test('who is in two places at once is named', async () => {
  for (const title of ['Panel 1', 'Panel 2']) {
    const page = await desk.page();
    const { id } = await session(title);
    await page.goto(`${server.url}/sessions/${id}/edit`);
    await page.getByRole('checkbox', { name: /Anna Weber/ }).check();
    await field(page, 'Role of Anna Weber').selectOption('Observer');
    await press(page, 'Save changes');
    await expect(page).toHaveURL(new RegExp(`/sessions/${id}$`));
    await page.close();
  }
  const page = await open();
  const twice = 'Anna Weber is in Panel 1 and Panel 2 at the same time.';
  await expect(page.getByText(twice)).toBeVisible();
  await expect(page.getByText('4 of 4 sessions')).toBeVisible();
  await page.close();
});

test('a change of the roster is seen in every session, and never overwrites another', async () => {
  const [one, two] = [await desk.page(), await desk.page()];
  for (const page of [one, two]) {
    await page.goto(`${server.url}/events/${event}/edit`);
    await page.locator('summary', { hasText: 'Anna Weber' }).click();
  }
  await field(one, 'Name in English').last().fill('Dr Anna Weber');
  await press(one, 'Save the event');
  await expect(one).toHaveURL(new RegExp(`/events/${event}$`));
  await one.goto(`${server.url}/sessions/${(await session('Panel 2')).id}`);
  await expect(one.getByText('Dr Anna Weber').first()).toBeVisible();

  await field(two, 'Name in English').last().fill('Anna M. Weber');
  await press(two, 'Save the event');
  const question = two.getByRole('dialog', {
    name: 'Whose version should stay?',
  });
  await expect(question).toContainText('Dr Anna Weber');
  await press(two, 'Take theirs, drop mine');
  await two.locator('summary', { hasText: 'Dr Anna Weber' }).click();
  await expect(field(two, 'Name in English').last()).toHaveValue('Dr Anna Weber');
  await Promise.all([one.close(), two.close()]);
  expect(desk.errors).toEqual([]);
});
