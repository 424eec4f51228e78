import { expect, type Page, test } from '@playwright/test';
import { field, instant, inviteCity, organizer, press } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import type { Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';

const server = new Server();
let office: Office;
let desk: Desk;
let session = '';

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

async function edit(): Promise<Page> {
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/${session}/edit`);
  await expect(field(page, 'Start')).not.toHaveValue('');
  return page;
}

async function saved(page: Page): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`/sessions/${session}$`));
}

interface Kept {
  plan: { starts_at: number; minutes: number; zone: string; title: Record<string, string> };
}
const kept = async () => (await office.get<Kept>(`/api/sessions/${session}`)).plan;

test('a meeting is typed with the local time of both cities in sight, and saved', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/new`);
  await field(page, 'Title in Chinese').fill('河流与城市');
  await field(page, 'Title in English').fill('Rivers and cities');
  await inviteCity(page, 'dresden', /Dresden/);
  await field(page, 'Date').fill('2027-12-10');
  await field(page, 'Start').fill('05:00');
  const [here, there] = [
    page.locator('[data-zone="Asia/Shanghai"]'),
    page.locator('[data-zone="Europe/Berlin"]'),
  ];
  await expect(there).toContainText('22:00–23:30');
  await expect(there).toContainText('day before');
  await expect(there).toContainText('night');
  await field(page, 'Start').fill('16:00');
  await expect(here).toContainText('16:00–17:30');
  await expect(there).toContainText('09:00–10:30');
  await expect(there).toContainText('same day');

  await press(page, 'Create the session');
  await expect(page.locator('#main').getByText('Nobody is host yet.')).toBeVisible();
  await page.getByRole('button', { name: /Add a person\s+Hangzhou/ }).click();
  await field(page, 'Name in English').fill('Lin Yue');
  await field(page, 'Name in Chinese').fill('林悦');
  await press(page, 'Create the session');
  await expect(page).toHaveURL(/\/sessions\/(?!new)[^/]+$/);
  session = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  expect(await kept()).toMatchObject({
    starts_at: instant('2027-12-10T08:00Z'),
    minutes: 90,
    zone: 'Asia/Shanghai',
    title: { 'zh-CN': '河流与城市', en: 'Rivers and cities' },
  });
  await page.close();
});

test('a start that exists twice, or not at all, is chosen and not guessed', async () => {
  const page = await edit();
  await field(page, 'Time zone').selectOption('Europe/Berlin');
  await field(page, 'Date').fill('2027-03-28');
  await field(page, 'Start').fill('02:30');
  await expect(page.getByText('02:30 does not exist on this day')).toBeVisible();
  await field(page, 'Date').fill('2027-10-31');
  await expect(page.getByText('02:30 exists twice on this day')).toBeVisible();
  await press(page, 'Save changes');
  await expect(page.getByText('Choose which time is meant.').first()).toBeVisible();
  await page.getByRole('radio', { name: '02:30 (UTC+1)' }).check();
  await expect(page.locator('[data-zone="Asia/Shanghai"]')).toContainText('09:30');
  await press(page, 'Save changes');
  await saved(page);
  expect((await kept()).starts_at).toBe(instant('2027-10-31T01:30Z'));
  await page.close();
});

test('what is typed last is what is saved, however slowly the server says what it means', async () => {
  const page = await edit();
  await expect(page.getByRole('radio', { name: '02:30 (UTC+1)' })).toBeChecked();
  await page.route('**/api/time?*', async (route) => {
    await new Promise((done) => setTimeout(done, 800));
    await route.fallback();
  });
  await field(page, 'Start').fill('10:00');
  await press(page, 'Save changes');
  await saved(page);
  expect((await kept()).starts_at).toBe(instant('2027-10-31T09:00Z'));
  await page.close();
});

test('of two tabs that change the same session, the second is asked whose version stays', async () => {
  const [one, two] = [await edit(), await edit()];
  await field(one, 'Title in English').fill('Rivers, cities');
  await press(one, 'Save changes');
  await saved(one);

  await field(two, 'Title in English').fill('Rivers and bridges');
  await field(two, 'Length in minutes').fill('60');
  await press(two, 'Save changes');
  const question = two.getByRole('dialog', { name: 'Whose version should stay?' });
  const row = question.getByRole('row', { name: /Title/ });
  await expect(row).toContainText('Rivers and bridges');
  await expect(row).toContainText('Rivers, cities');
  await expect(question.getByRole('row', { name: /Length/ })).toHaveCount(0);
  expect((await kept()).title['en'], 'nothing is overwritten unasked').toBe('Rivers, cities');
  await press(two, 'Go on editing');
  await press(two, 'Save changes');
  await press(two, 'Save mine over theirs');
  await saved(two);
  expect(await kept()).toMatchObject({ minutes: 60, title: { en: 'Rivers and bridges' } });
  await Promise.all([one.close(), two.close()]);
});

test('no page stumbled', () => {
  expect(desk.errors).toEqual([]);
});
