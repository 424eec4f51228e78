import { expect, type Locator, type Page, test } from '@playwright/test';
import { field, organizer, press, said } from '../support/desk.ts';
import { forumOf } from '../support/mayors-plan.ts';
import { allIn, inside, leave, recordOf } from '../support/meeting.ts';
import { Office } from '../support/office.ts';
import type { Desk } from '../support/people.ts';
import { expectAccessible, expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';

const DAY = 86_400_000;
const daysAgo = (days: number): string =>
  new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

const stage = (page: Page, name: string): Locator => page.locator(`[data-stage="${name}"]`);
const card = (page: Page, title: string): Locator =>
  page.locator('[data-project]').filter({ hasText: title });

let server: Server;
let office: Office;
let desk: Desk;

test.beforeEach(async () => {
  server = new Server();
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  desk = await organizer(office);
});

test.afterEach(async () => {
  expect(desk.errors).toEqual([]);
  await desk.close();
  await server.stop();
});

interface Kept {
  version: number;
  record: { id: string };
}

async function partner(slug: string): Promise<string> {
  const { items } = await office.get<{ items: { id: string; slug: string }[] }>('/api/partners');
  return items.find((one) => one.slug === slug)?.id ?? '';
}

const note = async (title: Record<string, string>, more: object): Promise<Kept> =>
  office.post<Kept>('/api/intents', { title, said_on: daysAgo(200), ...more });

test('an intent is noted, moved by keyboard and by hand, and taken back', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/projects`);
  await page.getByText('No intent has been noted yet.').waitFor();
  await expectAccessible(page);
  await page.getByRole('main').getByRole('link', { name: 'Note an intent' }).first().click();

  // Without a title it stays, and says where.
  await press(page, 'Save the intent');
  await expect(field(page, 'Title (English)')).toBeFocused();
  await expect(page.getByText('Fill this in.')).toBeVisible();
  await field(page, 'Title (English)').fill('Sharing flood forecasts');
  await field(page, 'Due date').fill('2999');
  await expect(page.getByText('2999, known to the year')).toBeVisible();
  await page.getByRole('combobox', { name: 'Add a partner city' }).fill('Dresd');
  await page.getByRole('option', { name: /Dresden/ }).click();
  await field(page, 'Department in charge').selectOption('new');
  await field(page, 'Name of the department').fill('Water Resources Bureau');
  await expectAccessibleAt(page, [1440, 390]);
  await press(page, 'Save the intent');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sharing flood forecasts');
  await expect(page.getByRole('link', { name: 'Dresden' })).toBeVisible();
  await expect(page.getByText('Water Resources Bureau')).toBeVisible();
  await expectAccessibleAt(page, [1440, 1024, 390]);

  await page.goto(`${server.url}/projects`);
  const flood = card(page, 'Sharing flood forecasts');
  await expect(stage(page, 'intent').locator(flood)).toBeVisible();
  await flood.getByRole('button').press('Enter');
  await expect(field(page, 'Stage')).toHaveValue('talks');
  await field(page, 'What was done').fill('Experts exchanged lists of gauges.');
  await expectAccessible(page);
  await press(page, 'Save the step');
  await expect(stage(page, 'talks').locator(flood)).toBeVisible();
  await press(page.getByRole('region', { name: 'Messages' }).last(), 'Undo');
  await expect(stage(page, 'intent').locator(flood)).toBeVisible();

  await flood.dragTo(stage(page, 'signed'));
  await expect(field(page, 'Stage')).toHaveValue('signed');
  await press(page, 'Save the step');
  await expect(stage(page, 'signed').locator(flood)).toBeVisible();
  await expect(said(page, /now at “Signed”/)).toBeVisible();

  // The log says what happened; a line of it can be put right.
  await flood.getByRole('link').click();
  await page.getByRole('button', { name: /^Correct/ }).click();
  await field(page, 'What was done').fill('Memorandum signed in Dresden.');
  await press(page, 'Save the changes');
  await expect(page.locator('li[data-step]')).toContainText('Memorandum signed in Dresden.');
  await expect(page.locator('[aria-current="step"]')).toContainText('Signed');

  await press(page, 'Remove');
  await press(page.getByRole('dialog'), 'Remove');
  await expect(page.getByText('No intent has been noted yet.')).toBeVisible();
  await said(page, /^Removed/).locator('..').getByRole('button', { name: 'Undo' }).click();
  await expect(stage(page, 'signed').locator(flood)).toBeVisible();
});

test('拖延和逾期的项目一目了然，直至有进展', async () => {
  const dresden = await partner('S18');
  await note(
    { 'zh-CN': '洪水预报数据共享' },
    { partners: [dresden], steps: [{ on: daysAgo(118), stage: 'talks', text: '' }] },
  );
  await note(
    { 'zh-CN': '跨境电商海外仓' },
    { due: daysAgo(12), steps: [{ on: daysAgo(30), stage: null, text: '踏勘选址' }] },
  );
  for (let at = 0; at < 52; at += 1)
    await note(
      { 'zh-CN': `围棋友谊赛第${at}轮` },
      { said_on: daysAgo(10), field: 'sport', steps: [] },
    );
  const page = await desk.page();
  await page.addInitScript(() => localStorage.setItem('yunqiao.locale', 'zh-CN'));
  await page.goto(`${server.url}/projects`);
  const flood = card(page, '洪水预报数据共享');
  await expect(flood).toContainText(/11[789]天无进展/);
  await expect(card(page, '跨境电商海外仓')).toContainText(/逾期1[123]天/);
  // Of a stage the first ones stand there, and more when they are asked for.
  await expect(stage(page, 'intent').locator('[data-project]')).toHaveCount(20);
  await press(stage(page, 'intent'), '显示更多');
  await expect(stage(page, 'intent').locator('[data-project]')).toHaveCount(53);
  await expectAccessibleAt(page, [1440, 1024, 390]);

  await page.getByLabel('90天无进展').check();
  await expect(page).toHaveURL(/\/projects\?stalled=1$/);
  await expect(page.locator('[data-project]')).toHaveCount(1);
  await page.reload();
  await expect(page.getByLabel('90天无进展')).toBeChecked();
  await expect(page.locator('[data-project]')).toHaveCount(1);
  await press(page, '清除筛选');
  await page.getByRole('combobox', { name: '友城' }).fill('德累');
  await page.getByRole('option', { name: /德累斯顿/ }).click();
  await expect(page).toHaveURL(/partner=S18/);
  await expect(page.locator('[data-project]')).toHaveCount(1);
  await press(page, '清除筛选');

  await page.getByRole('radio', { name: '列表' }).check();
  await expect(page.locator('[data-total="54"]')).toBeVisible();
  await expect(page.locator('tr[data-project]')).toHaveCount(50);
  await page.getByRole('link', { name: '下一页' }).click();
  await expect(page.locator('tr[data-project]')).toHaveCount(4);
  await expectAccessibleAt(page, [1440, 390]);

  // Something happens: nothing stands out any more.
  await page.goto(`${server.url}/projects?stalled=1`);
  await flood.getByRole('link').click();
  await expect(page.locator('[data-banner="heed"]')).toContainText('天无进展');
  await press(page, '登记进展');
  await page.getByLabel('阶段', { exact: true }).selectOption('');
  await page.getByLabel('进展内容').fill('专家线上会商。');
  await press(page.getByRole('dialog'), '登记');
  await expect(page.locator('li[data-step]').first()).toContainText('专家线上会商。');
  await expect(page.locator('[data-banner="heed"]')).toHaveCount(0);
});

test('whoever saves second sees what stands now, and nothing is lost', async () => {
  const { record } = await note({ en: 'Nursing students' }, { steps: [] });
  const page = await desk.page();
  await page.goto(`${server.url}/projects/${record.id}/edit`);
  await field(page, 'Title (English)').fill('Short exchanges of nursing students');
  // A step of a colleague's does not stand in the way of a better title.
  const step = (text: string, from: number) =>
    office.post<Kept>(
      `/api/intents/${record.id}/steps`,
      { on: daysAgo(1), stage: 'talks', text },
      { 'If-Match': `"${from}"` },
    );
  await step('Deans met.', 1);
  await press(page, 'Save the changes');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Short exchanges of nursing students',
  );
  await expect(page.locator('li[data-step]')).toContainText('Deans met.');

  await press(page, 'Add a step');
  await field(page, 'What was done').fill('Twelve students came.');
  await step('Contract drafted.', 3);
  await press(page, 'Save the step');
  await expect(page.getByRole('dialog')).toContainText('Contract drafted.');
  await expectAccessible(page);
  await press(page, 'Save it all the same');
  await expect(page.locator('li[data-step]')).toHaveCount(3);
  // Of the log only the new line is told, not all of it once more.
  const latest = page.locator('[data-version]').first();
  await expect(latest).toContainText('Twelve students came.');
  await expect(latest).not.toContainText('Contract drafted.');

  await page.goto(`${server.url}/projects/${record.id}/edit`);
  await field(page, 'Title (English)').fill('Nurses abroad');
  const now = await office.get<Kept & { record: object }>(`/api/intents/${record.id}`);
  const { id: _, ...draft } = { ...now.record, title: { en: 'Nurses of both cities' } };
  await office.put(`/api/intents/${record.id}`, draft, { 'If-Match': `"${now.version}"` });
  await press(page, 'Save the changes');
  const clash = page.getByRole('dialog', { name: 'Whose version should stay?' });
  await expect(clash).toContainText('Nurses of both cities');
  await expectAccessible(page);
  await press(clash, 'Save mine over theirs');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nurses abroad');
  await expect(page.locator('li[data-step]')).toHaveCount(3);
});

test('what fails after two have written is tried again, and takes nothing from either', async () => {
  const { record } = await note({ en: 'Nursing students' }, { steps: [] });
  const address = `/api/intents/${record.id}`;
  const page = await desk.page();
  await page.goto(`${server.url}/projects/${record.id}/edit`);
  const title = field(page, 'Title (English)');
  await title.fill('Nurses abroad');
  await office.post(
    `${address}/steps`,
    { on: daysAgo(1), stage: 'talks', text: 'Deans met.' },
    { 'If-Match': '"1"' },
  );
  const theirs = await office.get<Kept>(address);
  const { id: _, ...draft } = { ...theirs.record, title: { en: 'Nurses of both cities' } };
  await office.put(address, draft, { 'If-Match': `"${theirs.version}"` });
  await press(page, 'Save the changes');
  const clash = page.getByRole('dialog', { name: 'Whose version should stay?' });
  await expect(clash).toBeVisible();

  // Where theirs cannot be had, the question stands.
  await page.route('**/api/departments*', (route) => route.abort());
  await press(clash, 'Take theirs, drop mine');
  await expect(page.locator('.toast.failed')).toHaveCount(1);
  await expect(clash).toBeVisible();
  await page.unroute('**/api/departments*');
  await page.route(`**${address}`, (route) =>
    route.request().method() === 'PUT'
      ? route.fulfill({
          status: 422,
          json: {
            error: 'invalid_record',
            message: 'No.',
            detail: { fields: [{ path: 'title.en', problem: 'taken' }] },
          },
        })
      : route.fallback(),
  );
  await press(clash, 'Save mine over theirs');
  await expect(clash).toHaveCount(0);
  await expect(title).toBeFocused();
  await expect(title).toHaveAttribute('aria-invalid', 'true');
  await page.unroute(`**${address}`);
  await title.fill('Nurses of the river');
  await press(page, 'Save the changes');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nurses of the river');
  await expect(page.locator('li[data-step]')).toContainText('Deans met.');
});

test('a decision of a session becomes a project, and both lead to each other', async () => {
  const agenda = [{ title: { en: 'Water' }, kind: 'dialogue', minutes: 10, open: true }];
  const session = await forumOf(office, { agenda });
  const id = session.plan.session;
  const [water = ''] = session.plan.agenda.map((one) => one.id);
  const desks: Desk[] = [];
  try {
    const [host] = await allIn(session, [{ locale: 'en-GB', width: 1440, height: 900 }], desks);
    if (!host) throw new Error('nobody came');
    await inside(host);
    await host.locator(`[data-item="${water}"] [data-note-action="new"]`).press('Enter');
    await host.locator('[data-note-text="en"]').fill('Flood forecasts are shared');
    await host.locator('[data-note-action="keep"]').press('Enter');
    await expect(host.locator(`[data-item="${water}"] [data-note]`)).toHaveCount(1);
    await leave(host, 'all');
    await recordOf(office, id);
  } finally {
    await Promise.all(desks.map((one) => one.close()));
  }
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/${id}/record`);
  await page.getByRole('link', { name: /^Take over as a project/ }).click();
  await expect(field(page, 'Title (English)')).toHaveValue('Flood forecasts are shared');
  await expect(field(page, 'Agenda item')).toHaveValue(water);
  await press(page, 'Save the intent');
  const where = page.locator('[data-said]');
  await expect(where).toContainText('Water');
  await where.getByRole('link', { name: 'Flood forecasts are shared' }).click();
  await expect(page).toHaveURL(/\/record#note-/);
  const row = page.locator('#decisions [data-note]');
  await expect(row.getByRole('link', { name: 'Flood forecasts are shared' })).toBeVisible();
  await expectAccessibleAt(page, [1440, 390]);
});
