import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';

const server = new Server();
let office: Office;
let desk: Desk;
let address = '';
let session = '';

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  const [who] = cast;
  if (!who) throw new Error('somebody must arrange');
  desk = await Desk.open(who, 'chromium');
  await desk.context.addCookies([office.cookie]);
  const names = ['Lin Yue', 'Katharina Vogel', 'Kim Minseo', 'Omar Alaoui'];
  ({ session } = await planMeeting(office, names, ['S18', 'S19', 'S11']));
  address = `${server.url}/sessions/${session}/protocol`;
});

test.afterAll(async () => {
  await desk.close();
  await server.stop();
});

interface Protocol {
  version: number;
  rows: { city: Record<string, string> }[];
  moves: { by: string; reason: string | null; place: number }[];
}
const kept = () => office.get<Protocol>(`/api/sessions/${session}/protocol`);
const order = async (page: Page): Promise<string[]> =>
  (await page.locator('[data-order] .city').allInnerTexts()).map((text) => text.trim());
const expectOrder = (page: Page, cities: string[]) =>
  expect.poll(() => order(page)).toEqual(cities);

test('an order by rule is changed by keyboard alone, explained, and taken back', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/${session}`);
  await page.getByRole('link', { name: 'Precedence' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Order of precedence');
  await page.getByLabel('Rule', { exact: true }).selectOption('country');
  await page.getByLabel('Alphabet', { exact: true }).selectOption('en');
  // China, Germany, Morocco, South Korea.
  await expectOrder(page, ['Hangzhou', 'Dresden', 'Agadir', 'Suwon']);
  await page.getByLabel('Alphabet', { exact: true }).selectOption('zh-CN');
  // 德国 dé, 韩国 hán, 摩洛哥 mó, 中国 zhōng.
  await expectOrder(page, ['Dresden', 'Suwon', 'Agadir', 'Hangzhou']);

  const up = page.getByRole('button', { name: 'Move Agadir up' });
  await up.focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expectOrder(page, ['Dresden', 'Agadir', 'Suwon', 'Hangzhou']);
  await expect(up).toBeFocused();
  await page.keyboard.press('Enter');
  await expectOrder(page, ['Agadir', 'Dresden', 'Suwon', 'Hangzhou']);
  await expect(page.getByRole('button', { name: 'Move Agadir down' })).toBeFocused();
  const note = page.locator('[data-moved]');
  await expect(note).toContainText('Put at number 1 by Chen Yining');
  await expect(note).toContainText('By the rule it would be number 3');

  await page.getByRole('button', { name: 'Give a reason Agadir' }).press('Enter');
  await page.keyboard.type('Thirty years of friendship');
  await page.keyboard.press('Enter');
  await expect(note).toContainText('Thirty years of friendship');
  expect((await kept()).moves).toMatchObject([{ place: 1, reason: 'Thirty years of friendship' }]);

  await page.getByRole('button', { name: 'Back to the rule Agadir' }).press('Enter');
  await expectOrder(page, ['Dresden', 'Suwon', 'Agadir', 'Hangzhou']);
  await page.locator('[data-order]').waitFor();
  await page.getByRole('button', { name: 'Undo' }).first().press('Enter');
  await expectOrder(page, ['Agadir', 'Dresden', 'Suwon', 'Hangzhou']);
  await page.close();
});

test('a delegation is dragged to its place', async () => {
  const page = await desk.page();
  await page.goto(address);
  const row = (city: string) => page.locator('[data-delegation]').filter({ hasText: city });
  await row('Hangzhou').scrollIntoViewIfNeeded();
  const from = await row('Hangzhou').locator('.grip').boundingBox();
  const to = await row('Dresden').boundingBox();
  if (!from || !to) throw new Error('both are in sight');
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, to.y + to.height / 2, { steps: 12 });
  await page.mouse.up();
  await expectOrder(page, ['Agadir', 'Hangzhou', 'Dresden', 'Suwon']);
  await page.close();
});

test('of two tabs the later one is told, and overwrites nothing', async () => {
  const [first, second] = [await desk.page(), await desk.page()];
  await first.goto(address);
  await second.goto(address);
  await expectOrder(second, ['Agadir', 'Hangzhou', 'Dresden', 'Suwon']);
  await first.getByRole('button', { name: 'Move Suwon up' }).click();
  await expectOrder(first, ['Agadir', 'Hangzhou', 'Suwon', 'Dresden']);
  await second.getByRole('button', { name: 'Move Agadir down' }).click();
  await expect(second.getByText('Somebody else changed the order meanwhile').first()).toBeVisible();
  await expectOrder(second, ['Agadir', 'Hangzhou', 'Suwon', 'Dresden']);
  await first.close();
  await second.close();
});

test('what plates lack is said with the way to mend it, and how two delegations sit is drawn', async () => {
  const page = await desk.page();
  await page.goto(address);
  const plates = page.locator('[data-plates]');
  await expect(plates).toContainText('Missing:');
  const table = page.locator('[data-table]');
  await table.getByLabel('Guest').selectOption({ label: 'Dresden' });
  await expect(table.getByRole('columnheader')).toHaveText([/Hangzhou/, /Dresden/]);
  await expect(table.getByRole('cell', { name: /Katharina Vogel/ })).toBeVisible();
  await expect(page.locator('[data-reception]')).toBeVisible();
  await plates.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/edit#person-/);
  await expect(page.locator('details:target, details[tabindex]').first()).toHaveAttribute(
    'open',
    '',
  );
  await page.close();
});

test('the list is printed as a PDF', async () => {
  const page = await desk.page();
  await page.goto(address);
  const saved = page.waitForEvent('download');
  const printing = page.locator('[data-print]');
  await printing.getByRole('button', { name: 'List of delegations' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('list.pdf');
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  await page.close();
});
