import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { field, press } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { type Cell, hasPython, writeFile } from '../support/python.ts';
import { expectAccessible, expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';

// Files as the programs of an office write them, on their way in.

test.skip(!hasPython, 'the Python packages of the tests are needed');

/** So many that they are not written before anybody can cancel. */
const ROWS = 60_000;

const server = new Server();
const folder = mkdtempSync(join(tmpdir(), 'yunqiao-sheets-'));
const path = (name: string): string => join(folder, name);
let office: Office;

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
});

test.afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function officer(locale: string): Promise<{ desk: Desk; page: Page }> {
  const [who] = cast;
  if (!who) throw new Error('somebody must sit at the desk');
  const desk = await Desk.open(who, 'chromium', { locale, calm: true });
  await desk.context.addCookies([office.cookie]);
  const page = await desk.page();
  await page.goto(`${server.url}/import`);
  return { desk, page };
}

interface Exchange {
  title: Record<string, string>;
  on: string;
  note: string | null;
  headcount: { number: number } | null;
}

const exchanges = async (): Promise<Exchange[]> => {
  type List = { items: { record: Exchange }[] };
  const { items } = await office.get<List>('/api/exchanges?sort=oldest&per=500');
  return items.map(({ record }) => record);
};

/** Every record that stands: few enough for one page of each list. */
const standing = (): Promise<unknown> =>
  Promise.all(
    ['exchanges', 'intents', 'relations?owner=any', 'partners'].map((list) =>
      office.get<unknown>(`/api/${list}`),
    ),
  );

const step = (page: Page, name: string): Locator => page.locator(`[data-import-step="${name}"]`);
const progress = (page: Page, stage: string): Locator => page.locator(`[data-progress="${stage}"]`);

const choose = (page: Page, name: string, buffer = readFileSync(path(name))): Promise<void> =>
  page.locator('input[type="file"]').setInputFiles({ name, mimeType: '', buffer });

/** Waits for what is asked of the server about the columns. */
async function choosing(page: Page, label: string, option: string): Promise<void> {
  const proposed = page.waitForResponse(/\/proposal$/);
  await field(page, label).selectOption(option);
  await proposed;
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

test('多张工作表的 XLSX、GB18030 的 CSV、填好的表样：导入后内容无误，并可撤销', async () => {
  const { desk, page } = await officer('zh-CN');
  const day = (text: string): Cell => ({ day: text });
  writeFile({
    book: path('交流汇总.xlsx'),
    sheets: [
      {
        name: '说明',
        rows: [
          ['本表由外办汇总', '请勿外传'],
          ['截至', day('2019-12-31')],
        ],
      },
      {
        name: '交流活动',
        rows: [
          ['日期', '类型', '名称', '友城', '人数', '备注'],
          [day('2019-09-05'), '来访', '青年合唱团来访', '德累斯顿', 46, 'مرحبا بكم في المدينة'],
          [day('2019-11-20'), '论坛', '“数字治理”论坛', '水原', '80+', null],
        ],
      },
      {
        name: '合作意向',
        rows: [
          ['意向', '提出日期', '友城', '期限'],
          ['共享洪水预报', day('2019-09-06'), '德累斯顿', day('2020-06-30')],
        ],
      },
      { name: '草稿', hidden: true, rows: [['名称'], ['不算']] },
    ],
  });
  await choose(page, '交流汇总.xlsx');
  // The page about the workbook is passed over; every sheet can be chosen.
  const sheet = field(page, '工作表');
  await expect(sheet).toHaveValue('交流活动');
  await expect(sheet.getByRole('option')).toHaveText([
    '说明',
    '交流活动',
    '合作意向',
    '草稿（隐藏）',
  ]);
  await choosing(page, '工作表', '合作意向');
  await choosing(page, '每行内容为', 'intent');
  await press(page, '检查各行');
  await expect(page.locator('[data-verdict="new"]')).toHaveCount(1);
  await press(page, '返回对应各列');
  await choosing(page, '工作表', '交流活动');
  await choosing(page, '每行内容为', 'exchange');
  await press(page, '检查各行');
  await expect(page.locator('[data-verdict="new"]')).toHaveCount(2);
  await expect(page.locator('[data-errors], [data-questions]')).toHaveCount(0);
  await press(page, '导入 2 条');
  await expect(progress(page, 'done')).toBeVisible();
  expect(await exchanges()).toMatchObject([
    {
      on: '2019-09-05',
      headcount: { number: 46 },
      note: 'مرحبا بكم في المدينة',
    },
    {
      on: '2019-11-20',
      title: { 'zh-CN': '“数字治理”论坛' },
      headcount: { at_least: true },
    },
  ]);
  await page.goto(`${server.url}/exchanges`);
  await expect(page.locator('tr[data-exchange]')).toHaveCount(2);

  writeFile({
    text: path('旧表.csv'),
    encoding: 'gb18030',
    content: '日期,类型,名称,友城\r\n2018年6月1日,出访,“龘”字展筹备组出访,德累斯顿\r\n',
  });
  await page.goto(`${server.url}/import`);
  await choose(page, '旧表.csv');
  await press(page, '检查各行');
  await press(page, '导入 1 条');
  await expect(progress(page, 'done')).toBeVisible();
  const [first] = await exchanges();
  expect(first).toMatchObject({
    on: '2018-06-01',
    title: { 'zh-CN': '“龘”字展筹备组出访' },
  });
  await press(page, '撤销此次导入');
  await expect(page.getByRole('heading', { name: '已撤销此次导入' })).toBeVisible();
  expect(await exchanges()).toHaveLength(2);

  // The sheet that the office gives out, filled in below its example.
  await page.goto(`${server.url}/import`);
  await page.getByRole('button', { name: '选择文件' }).waitFor();
  await expectAccessibleAt(page, [1440, 390]);
  const begun = page.waitForEvent('download');
  await page.getByRole('link', { name: '交流活动：Excel' }).click();
  await (await begun).saveAs(path('表样.xlsx'));
  writeFile({
    book: path('填好.xlsx'),
    from: path('表样.xlsx'),
    lines: [
      {
        名称: '市长率团出访',
        类型: '出访',
        日期: day('2017-05-04'),
        友城: '德累斯顿',
      },
    ],
  });
  await choose(page, '填好.xlsx');
  await press(page, '检查各行');
  await expect(page.locator('[data-examples]')).toContainText('示例的 1 行');
  await expect(page.locator('[data-errors], [data-questions]')).toHaveCount(0);
  await expectAccessibleAt(page, [1440, 390]);
  await press(page, '导入 1 条');
  await expect(progress(page, 'done')).toBeVisible();
  const [oldest] = await exchanges();
  expect(oldest).toMatchObject({
    on: '2017-05-04',
    title: { 'zh-CN': '市长率团出访' },
  });
  expect(desk.errors).toEqual([]);
  await desk.close();
});

test('a broken file of each kind says where it is broken and what to do, and changes nothing', async () => {
  const { desk, page } = await officer('en-GB');
  const before = [await standing(), await office.get('/api/batches')];
  const rows: Cell[][] = [
    ['Date', 'Kind', 'Title'],
    [{ day: '2019-09-05' }, 'Forum', 'One'],
  ];
  writeFile({ book: path('good.xlsx'), sheets: [{ name: 'Visits', rows }] });
  writeFile({
    book: path('empty.xlsx'),
    sheets: [{ name: 'Visits', rows: [] }],
  });
  const good = readFileSync(path('good.xlsx'));
  // The name of a part within stands twice in the archive: there, and in its directory.
  const other = Buffer.from(
    good.toString('latin1').replaceAll('_rels/.rels', '_rels/_rels'),
    'latin1',
  );
  const begin = 'Date,Kind,Title\n2019-09-05,Forum,';
  const text = Buffer.from;
  for (const [name, content, told] of [
    [
      'quote.csv',
      text(`${begin}"Open\n2019-09-06,Forum,x\n`),
      /^\s*Line 2, column 3: .*never closed/,
    ],
    ['after.csv', text(`${begin}"One" and\n`), /^\s*Line 2, column 3: Text follows/],
    [
      'bytes.csv',
      Buffer.concat([text(begin), Buffer.from([0xff, 0xfe, 10])]),
      /^\s*Line 2, column 3: .*Save the file as UTF-8/,
    ],
    [
      'mark.csv',
      Buffer.concat([text(`\ufeff${begin}x\n`), Buffer.from([0xd6, 0xd0, 10])]),
      /^\s*Line 3, column 1: .*UTF-8/,
    ],
    ['zero.csv', text(`${begin}a\0b\n`), /^\s*Line 2, column 3: This is not a table/],
    ['nothing.csv', text('\n, ,\n'), /^\s*There is nothing in it/],
    ['cut.xlsx', good.subarray(0, good.length / 2), /^\s*The file is damaged\. Open it/],
    ['other.zip', other, /^\s*This is a document of another kind\. Save/],
    ['empty.xlsx', readFileSync(path('empty.xlsx')), /^\s*There is nothing in it/],
    ['paper.pdf', text('%PDF-1.7\n'), /^\s*This is a document of another kind/],
  ] as const) {
    await choose(page, name, content);
    await expect(page.locator('[data-banner="fail"]'), name).toHaveText(told);
    await expect(step(page, 'file')).toBeVisible();
  }
  await expectAccessible(page);
  const cells = field(page, 'Cells copied from a spreadsheet');
  await cells.fill('\t\t\n\t');
  await expect(page.getByRole('button', { name: 'Use these cells' })).toBeDisabled();
  await cells.fill(', ,\n,');
  await press(page, 'Use these cells');
  await expect(page.locator('[data-banner="fail"]')).toHaveText(/^\s*There is nothing in it/);

  // A workbook that can be read and holds what cannot be: each by the name that its program gives the cell.
  rows.push([{ day: '2019-09-06' }, 'Forum', null], ['5 o’clock', 'Forum', 'Three']);
  writeFile({ book: path('wrong.xlsx'), sheets: [{ name: 'Visits', rows }] });
  await choose(page, 'wrong.xlsx');
  await press(page, 'Check all rows');
  const errors = page.locator('[data-errors="2"] tr');
  await expect(errors.filter({ hasText: 'C3' })).toContainText('This is needed. Fill it in.');
  await expect(errors.filter({ hasText: 'A4' })).toContainText('This is no date.');
  await expect(page.getByRole('button', { name: /^Take in/ })).toBeDisabled();
  expect([await standing(), await office.get('/api/batches')]).toEqual(before);

  // What was left is offered to whoever comes back.
  await page.goto(`${server.url}/import`);
  await press(page, 'Go on with it');
  await expect(step(page, 'columns')).toContainText('wrong.xlsx');
  expect(desk.errors).toEqual([]);
  await desk.close();
});

test('an import that is cancelled while it is checked or written leaves everything as before', async () => {
  const { desk, page } = await officer('en-GB');
  const before = await standing();
  const beginning = Date.UTC(1940, 0, 1);
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const day = new Date(beginning + (row % 20_000) * 86_400_000).toISOString().slice(0, 10);
    return `${day},Forum,Forum no. ${row} on rivers and harbours,Dresden\n`;
  });
  await choose(page, 'many.csv', Buffer.from(`Date,Kind,Title,Partners\n${rows.join('')}`));
  await press(page, 'Check all rows');
  await expect(step(page, 'preview')).toBeVisible();

  const second = await desk.browser.newContext({ locale: 'en-GB' });
  await second.addCookies([office.cookie]);
  const waits = await second.newPage();
  await waits.goto(`${server.url}/import?paste=1`);
  const pasted = 'Date\tKind\tTitle\n2019-09-05\tForum\tA forum that waits';
  await field(waits, 'Cells copied from a spreadsheet').fill(pasted);
  await press(waits, 'Use these cells');
  await press(waits, 'Check all rows');
  await expect(step(waits, 'preview')).toBeVisible();

  // One writes at a time: a second import waits with its rows unread until the first is over.
  await page.getByRole('button', { name: /^Take in/ }).click();
  await expect(step(page, 'result')).toBeVisible();
  await press(waits, 'Take in 1 row');
  await expect(progress(waits, 'checking')).toBeVisible();
  await press(waits, 'Cancel the import');
  await expect(progress(waits, 'cancelled')).toContainText('what had been written was taken back');

  // Whoever leaves the page finds it again, however they come back.
  await page.goto(`${server.url}/exchanges`);
  await page.getByRole('link', { name: 'Paste from a spreadsheet' }).click();
  await expect(progress(page, 'writing')).toBeVisible();
  await expectAccessible(page);
  await press(page, 'Cancel the import');
  await expect(progress(page, 'cancelled')).toContainText('what had been written was taken back');
  expect(await standing()).toEqual(before);
  await second.close();
  await expectAccessible(page);
  await press(page, 'Import another');
  await expect(step(page, 'file')).toBeVisible();
  expect(desk.errors).toEqual([]);
  await desk.close();
});
