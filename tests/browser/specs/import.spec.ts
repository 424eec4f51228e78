import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { field, organizer, press } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import type { Desk } from '../support/people.ts';
import { expectAccessible, expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';

const CHINESE = `日期,类型,名称,友城,领域,人数,主办
2019-09-05,来访,德累斯顿青年合唱团参加秋季音乐会,德累斯顿市,文化,46,协会
2019-09-06,访问团,专家考察运河博物馆,Dresden,文化遗产,5,政府
5/9/2019,论坛,市长论坛,水原市,数字治理,80,政府
2020-01-15,展览,青瓷展,阿特兰蒂斯,文化,12,协会
,出访,没有日期的出访,波士顿市,经贸,8,政府
2019-09-05,来访,德累斯顿青年合唱团参加秋季音乐会,德累斯顿市,文化,46,协会
`;

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

const total = async (path: string): Promise<number> =>
  (await office.get<{ total: number }>(path)).total;

const step = (page: Page, name: string) => page.locator(`[data-import-step="${name}"]`);

const choose = (page: Page, name: string, buffer: Buffer): Promise<void> =>
  page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'text/csv', buffer });

test('一张表格：对应各列、回答问题、预览、导入，再整体撤销', async () => {
  const page = await desk.page();
  await page.addInitScript(() => localStorage.setItem('yunqiao.locale', 'zh-CN'));
  await page.goto(`${server.url}/import`);
  await page.getByRole('button', { name: '选择文件' }).waitFor();
  await expectAccessibleAt(page, [1440, 1024, 390]);
  // As a spreadsheet program on Windows saves it.
  await choose(page, '2019交流.csv', Buffer.from(`\ufeff${CHINESE}`, 'utf16le'));
  await expect(step(page, 'columns')).toContainText('2019交流.csv');
  await page.locator('[data-column="7"] select').selectOption('organisers');
  await expectAccessibleAt(page, [1440, 390]);

  await press(page, '检查各行');
  await expect(page.locator('[data-questions="3"]')).toBeVisible();
  await expect(page.locator('[data-errors] tr[data-line="3"]')).toContainText('B3 · 类型');
  await expect(page.locator('[data-errors] tr[data-line="6"]')).toContainText('此项必填');
  await expectAccessibleAt(page, [1440, 390]);
  expect(await total('/api/exchanges')).toBe(0);

  await page.getByLabel('“访问团”（类型）是指').selectOption('visit_received');
  await page.getByLabel('5/9/2019 中先写的是').selectOption('day_first');
  await page.getByLabel('“阿特兰蒂斯”是哪个友城').selectOption({ label: '都不是，略去这个名称' });
  await press(page, '重新检查');
  await expect(page.locator('[data-questions]')).toHaveCount(0);
  await expect(page.locator('[data-verdict="new"]')).toHaveCount(4);
  await expect(page.locator('[data-duplicates]')).toContainText('与第 2 行相似');
  // One row is wrong: then nothing is taken unless somebody says so.
  await expect(page.getByRole('button', { name: '导入 4 条' })).toBeDisabled();
  await page.getByLabel('略去有错误的 1 行，导入其余各行').check();
  await press(page, '导入 4 条');
  await expect(page.locator('[data-progress="done"]')).toBeVisible();
  await expectAccessibleAt(page, [1440, 390]);
  expect(await total('/api/exchanges')).toBe(4);

  await press(page, '撤销此次导入');
  const messages = page.getByRole('region', { name: '提示信息' });
  await expect(messages.getByText('已撤销。')).toBeVisible();
  expect(await total('/api/exchanges')).toBe(0);
});

test('a broken file says where and what to do, and changes nothing', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/import`);
  const fails = page.locator('[data-banner="fail"]');
  const broken = 'Date,Kind,Title\n2019-09-05,Forum,"Never closed\n2019-09-06,Forum,More\n';
  await choose(page, 'broken.csv', Buffer.from(broken));
  await expect(fails).toContainText('Line 2, column 3: The quotation mark here is never closed.');
  await expectAccessible(page);
  const old = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...Array(600).fill(0)]);
  await choose(page, 'old.xls', old);
  await expect(fails).toContainText('XLSX');
  await choose(page, 'empty.csv', Buffer.from('\n\n'));
  await expect(fails).toContainText('There is nothing in it.');
  expect(await total('/api/exchanges')).toBe(0);
  expect(await total('/api/intents')).toBe(0);
});

test('pasted cells become projects, and the same ones again are left out', async () => {
  const page = await desk.page();
  const cells = [
    ['What was agreed', 'Said on', 'Partners', 'Due'],
    ['Sharing flood forecasts', '2026-05-11', 'Dresden', '2027'],
    ['One lesson for two schools', '2026-06-01', 'Suwon', ''],
  ];
  const pasted = cells.map((row) => row.join('\t')).join('\n');
  const upTo = async (kind: string): Promise<void> => {
    await page.goto(`${server.url}/import?paste=1`);
    await expect(field(page, 'Cells copied from a spreadsheet')).toBeFocused();
    await field(page, 'Cells copied from a spreadsheet').fill(pasted);
    await press(page, 'Use these cells');
    await expect(step(page, 'columns')).toBeVisible();
    const proposed = page.waitForResponse(/\/proposal$/);
    await field(page, 'The rows are').selectOption(kind);
    await proposed;
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await page.locator('[data-column="1"] select').selectOption('title');
    await press(page, 'Check all rows');
    await expect(step(page, 'preview')).toBeVisible();
  };
  await upTo('intent');
  await expect(page.locator('[data-verdict="new"]')).toHaveCount(2);
  await press(page, 'Take in 2 rows');
  await expect(page.locator('[data-progress="done"]')).toBeVisible();
  // Whoever comes back to the address is told what became of it.
  await page.reload();
  await expect(page.locator('[data-progress="done"]')).toBeVisible();
  await page.goto(`${server.url}/projects`);
  await expect(page.locator('[data-project]')).toHaveCount(2);

  await upTo('intent');
  await expect(page.getByRole('button', { name: /^Take in/ })).toBeDisabled();
  await expect(page.getByText('like a record on file')).toHaveCount(2);
  await page.getByRole('checkbox', { name: /One lesson/ }).check();
  await press(page, 'Take in 1 row');
  await expect(page.locator('[data-progress="done"]')).toBeVisible();
  expect(await total('/api/intents')).toBe(3);

  await page.goto(`${server.url}/import`);
  const template = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Intents and projects: CSV' }).click();
  const sheet = await readFile(await (await template).path(), 'utf8');
  expect(sheet).toContain('Said on');
});
