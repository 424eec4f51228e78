import { expect, type Page, test } from '@playwright/test';
import { planForum } from '../support/forum.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';

const server = new Server();
let office: Office;
let desk: Desk;
let forum: Awaited<ReturnType<typeof planForum>>;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  const [who] = cast;
  if (!who) throw new Error('somebody must plan');
  desk = await Desk.open(who, 'chromium');
  await desk.context.addCookies([office.cookie]);
  forum = await planForum(office, ['S18', 'S19']);
});

test.afterAll(async () => {
  await desk.close();
  await server.stop();
});

interface Cue {
  title: Record<string, string>;
  offset: number;
  item: string | null;
  owner: { person?: string; duty?: string } | null;
}

const cues = async (): Promise<Cue[]> => {
  const { plan } = await office.get<{ plan: { cues: Cue[] } }>(`/api/sessions/${forum.plenary}`);
  return plan.cues;
};
const titles = async () => (await cues()).map(({ title }) => title['en']);
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('the run sheet of a template stands on its session, and is printed on its own', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/${forum.plenary}`);
  const sheet = page.getByRole('table', { name: 'Run sheet' });
  await expect(sheet.getByRole('row').nth(1)).toContainText('15:30');
  await expect(sheet.getByRole('row').nth(1)).toContainText('Speaker check');
  await expect(sheet).toContainText('Stand by · Address · Dresden');
  await page.getByRole('link', { name: 'To print' }).click();
  await expect(page.getByRole('heading', { name: /^Run sheet: / })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(page.getByRole('table', { name: 'Run sheet' })).toBeVisible();
  await page.close();
});

test('cues are added, timed, moved with the keyboard, removed and put back', async () => {
  const before = await titles();
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/${forum.plenary}/edit`);
  await page.locator('summary', { hasText: 'Run sheet' }).click();
  await press(page, 'Add a cue');
  const cue = page.locator('[data-cue]').last();
  await cue.getByLabel('Cue, English').fill('Play the film');
  await cue.getByLabel('Counted from').selectOption({ label: '2. Words of welcome' });
  await cue.getByLabel('Before or after').selectOption('Before it');
  await cue.getByLabel('Minutes and seconds').fill('2:3o');
  await press(page, 'Save changes');
  await expect(cue.getByLabel('Minutes and seconds')).toHaveAttribute('aria-invalid', 'true');
  await cue.getByLabel('Minutes and seconds').fill('2:30');
  await expect(cue.locator('time')).toHaveText('16:02:30');
  await cue.getByLabel('Who calls it').selectOption({ label: 'Lin Yue · Hangzhou' });

  await cue.getByLabel('Cue, English').press('Alt+ArrowUp');
  await expect(page.locator('[data-cue]').nth(before.length - 1)).toContainText('16:02:30');
  const last = page.locator('[data-cue]').last();
  await last.getByRole('button', { name: /^Remove: / }).click();
  await expect(page.locator('[data-cue]')).toHaveCount(before.length);
  await press(page, 'Undo');
  await expect(page.locator('[data-cue]')).toHaveCount(before.length + 1);
  await press(page, 'Put in order of time');
  await press(page, 'Save changes');
  await expect(page.getByRole('table', { name: 'Run sheet' })).toContainText('16:02:30');
  await expect(page.getByRole('table', { name: 'Run sheet' })).toContainText('Lin Yue');

  const kept = (await cues()).find(({ title }) => title['en'] === 'Play the film');
  expect(kept?.offset).toBe(-150);
  expect(kept?.owner).toHaveProperty('person');
  expect(kept?.item).not.toBeNull();
  expect((await titles()).toSorted()).toEqual([...before, 'Play the film'].toSorted());
  await page.close();
});

test('a cue without anybody who comes is named', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/${forum.plenary}/edit`);
  await page.locator('summary', { hasText: 'Run sheet' }).click();
  const film = page
    .locator('[data-cue]')
    .filter({ has: page.locator('time', { hasText: '16:02:30' }) });
  await film.getByLabel('Who calls it').selectOption('Nobody yet');
  await press(page, 'Save changes');
  await expect(page.getByText('1 cue needs somebody who calls it')).toBeVisible();
  await expect(page.getByText('Nobody calls it')).toBeVisible();
  await page.close();
});

test('a new event waits while its organizer looks for a time', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/events/new`);
  await page.getByRole('radio', { name: /Council meeting/ }).check();
  await field(page, 'Title in English').fill('Council of the river');
  await field(page, 'Theme in English').fill('Floods');
  await page.getByRole('combobox', { name: 'Invite a partner city' }).fill('dresden');
  await page.getByRole('option', { name: /Dresden/ }).click();
  await field(page, 'First day').fill('2027-10-14');
  await press(page, 'Find a time that suits these cities');
  await expect(page).toHaveURL(/\/slots\?.*event=new/);
  await page.locator('#slot-take').click();
  await expect(page).toHaveURL(/\/events\/new\?start=/);
  await expect(field(page, 'Title in English')).toHaveValue('Council of the river');
  await expect(field(page, 'Theme in English')).toHaveValue('Floods');
  await expect(page.getByRole('radio', { name: /Council meeting/ })).toBeChecked();
  await expect(page.locator('[data-zone="Europe/Berlin"]')).toBeVisible();
  const start = new URL(page.url()).searchParams.get('start') ?? '';
  await expect(field(page, 'First day')).toHaveValue(start.slice(0, 10));
  await expect(field(page, 'Start')).toHaveValue(start.slice(11));
  await page.close({ runBeforeUnload: false });
});
