import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { organizer } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';

// Each goes on with the relations that the one before has entered.
test.describe.configure({ mode: 'serial' });

const server = new Server();
let office: Office;
let desk: Desk;

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  desk = await organizer(office);
});

test.afterAll(async () => {
  await desk.close();
  await server.stop();
});

/** The day so many days from today by the clock of the office, so many years ago. */
function anniversaryIn(days: number, years: number): string {
  const today = new Intl.DateTimeFormat('sv', {
    timeZone: 'Asia/Shanghai',
  }).format(new Date());
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  day.setUTCFullYear(day.getUTCFullYear() - years);
  return day.toISOString().slice(0, 10);
}

const relation = (slug: string, valid_from: string) =>
  office.get<{ id: string }>(`/api/partners/${slug}`).then(({ id }) =>
    office.post('/api/relations', {
      partner: id,
      kind: 'exchange',
      owner: 'city',
      valid_from,
    }),
  );

/** Takes the file for the calendar that the page offers, its lines put together again. */
async function calendar(page: Page, name: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^anniversaries-.*\.ics$/);
  return readFileSync(await file.path(), 'utf8').replaceAll('\r\n ', '');
}

test('where no relation holds nothing is said, and where none is near one line says so', async () => {
  const page = await desk.page();
  const held = await office.get<{
    items: { record: { id: string }; version: number }[];
  }>('/api/relations?owner=city&per=500');
  for (const { record, version } of held.items) {
    const answer = await page.request.delete(`${server.url}/api/relations/${record.id}`, {
      headers: { 'X-Yunqiao': '1', 'If-Match': `"${version}"` },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  const asked = page.waitForResponse(/\/anniversaries\/coming/);
  await page.goto(server.url);
  expect(await (await asked).json()).toMatchObject({ relations: 0, total: 0 });
  await expect(page.locator('.empty')).toBeVisible();
  // Its place was held until the answer was there.
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await expect(page.getByText('Anniversaries coming up')).toHaveCount(0);
  await relation('S11', anniversaryIn(100, 7));
  await page.reload();
  const card = page.getByRole('region', { name: 'Anniversaries coming up' });
  await expect(card.getByText(/^No anniversary in the next two months/)).toBeVisible();
  await expectAccessibleAt(page, [1440, 390]);
  await page.close();
});

test('the anniversary that is near leads to the partner, to a meeting and to the calendar', async () => {
  await relation('S04', anniversaryIn(3, 20));
  await relation('S18', anniversaryIn(150, 25));
  // Months away, and not round.
  await relation('S19', anniversaryIn(150, 26));
  const page = await desk.page();
  await page.goto(server.url);
  const card = page.getByRole('region', { name: 'Anniversaries coming up' });
  const near = card.locator('[data-coming]');
  await expect(near).toHaveCount(2);
  const [first, second] = [near.first(), near.last()];
  await expect(first).toHaveAttribute('data-coming', 'S04');
  await expect(first).toHaveAttribute('data-round', 'true');
  await expect(first.getByText('20 years')).toBeVisible();
  // At midnight another day begins.
  await expect(first.getByText(/^in [23] days$/)).toBeVisible();
  await expect(second.getByRole('link', { name: 'Dresden', exact: true })).toHaveAttribute(
    'href',
    '/partners/S18',
  );
  await expectAccessibleAt(page, [1440, 1024, 390]);
  await second.getByRole('link', { name: 'Propose a cloud meeting (Dresden)' }).click();
  await expect(page).toHaveURL(/\/sessions\/new\?partner=/);
  await expect(page.getByText('Dresden').first()).toBeVisible();
  await page.close({ runBeforeUnload: false });
  const other = await desk.page();
  await other.goto(server.url);
  await other.getByRole('link', { name: 'All anniversaries' }).click();
  await expect(other.locator('[data-round]').first()).toBeVisible();
  await expectAccessibleAt(other, [1440, 390]);
  const file = await calendar(other, 'Add to your calendar');
  expect(file).toContain('SUMMARY:20 years of relations with ');
  expect(file).toContain(`DTSTART;VALUE=DATE:${anniversaryIn(3, 0).replaceAll('-', '')}`);
  await other.close();
});

test('in Chinese it is said in the words of the office', async () => {
  const [who] = cast;
  if (!who) throw new Error('somebody must read');
  const reader = await Desk.open(who, 'chromium', { locale: 'zh-CN' });
  try {
    await reader.context.addCookies([office.cookie]);
    const page = await reader.page();
    await page.goto(server.url);
    const card = page.getByRole('region', { name: '即将到来的结好周年' });
    await expect(card.getByText('20 周年')).toBeVisible();
    await expect(card.getByText(/^还有 [23] 天$/)).toBeVisible();
    await expectAccessibleAt(page, [1440, 390]);
    await card.getByRole('link', { name: '全部结好周年' }).click();
    const file = await calendar(page, '添加到日历');
    expect(file).toContain('SUMMARY:与德累斯顿市（德国）结好25周年');
  } finally {
    await reader.close();
  }
});

test('of many that are near some are shown, and the year of the others is one press away', async () => {
  for (const [place, slug] of ['S05', 'S06', 'S07', 'S08', 'S09'].entries())
    await relation(slug, anniversaryIn(10 + place, 20));
  const page = await desk.page();
  await page.goto(server.url);
  const card = page.getByRole('region', { name: 'Anniversaries coming up' });
  await expect(card.locator('[data-coming]')).toHaveCount(6);
  // Seven are near: the last of them is five months away.
  const more = card.getByRole('link', { name: 'and 1 more', exact: true });
  await expectAccessibleAt(page, [1440, 390]);
  await more.click();
  const year = anniversaryIn(150, 0).slice(0, 4);
  await expect(page).toHaveURL(new RegExp(`/balance/anniversaries\\?year=${year}$`));
  await expect(page.getByRole('heading', { level: 2, name: year })).toBeVisible();
  await page.close();
});
