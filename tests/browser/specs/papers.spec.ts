import { readFileSync } from 'node:fs';
import { type Download, expect, type Page, test } from '@playwright/test';
import { inside, join } from '../support/meeting.ts';
import { Office, planMeeting, type Planned } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { brokenRules } from '../support/rules.ts';
import { Server } from '../support/server.ts';

const server = new Server();
let office: Office;
let planned: Planned;
let desk: Desk;
let guest: Desk;

test.describe.configure({ mode: 'serial' });

const [organizer, mayor] = cast;
if (!organizer || !mayor) throw new Error('two people are needed');

const PDF = Buffer.concat([
  Buffer.from('%PDF-1.7\n'),
  Buffer.from(Array.from({ length: 5000 }, (_, place) => place % 256)),
  Buffer.from('\n%%EOF\n'),
]);
const PAGE = Buffer.from('<!DOCTYPE html><script>alert(document.domain)</script>');
const pdf = (name: string) => ({ name, mimeType: 'text/html', buffer: PDF });

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  planned = await planMeeting(office, [organizer.name, mayor.name], ['S18'], {
    admission: 'automatic',
  });
  desk = await Desk.open(organizer, 'chromium');
  guest = await Desk.open(mayor, 'chromium');
  await desk.context.addCookies([office.cookie]);
});

test.afterAll(async () => {
  await Promise.all([desk.close(), guest.close()]);
  await server.stop();
});

const papers = (page: Page) => page.locator('#papers');
const failed = (page: Page) => papers(page).locator('[data-upload="failed"]');

async function contentOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}

async function fetched(page: Page, click: () => Promise<void>): Promise<Download> {
  const coming = page.waitForEvent('download');
  await click();
  return coming;
}

test('an organizer adds papers, and a web page in disguise is refused', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/${planned.session}`);
  const section = papers(page);
  await section.getByLabel('Seen by').selectOption('Everybody invited');
  await page
    .getByTestId('papers')
    .setInputFiles([
      pdf('欢迎辞 final.pdf'),
      { name: 'speech.pdf', mimeType: 'application/pdf', buffer: PAGE },
    ]);
  await expect(section.getByRole('link', { name: '欢迎辞 final' })).toBeVisible();
  await expect(failed(page)).toContainText('This is a web page or an SVG drawing');
  expect(await brokenRules(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await brokenRules(page)).toEqual([]);
  const sideways = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(sideways).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await failed(page).getByRole('button', { name: 'Take speech.pdf off the list' }).click();
  await expect(failed(page)).toHaveCount(0);
  const link = section.getByRole('link', { name: '欢迎辞 final' });
  const file = await fetched(page, () => link.click());
  expect(file.suggestedFilename()).toBe('欢迎辞 final.pdf');
  expect((await contentOf(file)).equals(PDF)).toBe(true);
});

test('a paper is dropped on the page, renamed by keyboard, deleted and brought back', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/${planned.session}`);
  const section = papers(page);
  await section.getByLabel('Belongs to').selectOption('2. Dialogue');
  const transfer = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'notes.txt'));
    return transfer;
  }, 'notes, 笔记\n');
  for (const event of ['dragenter', 'dragover', 'drop'])
    await section.dispatchEvent(event, { dataTransfer: transfer });
  const row = section.locator('[data-paper]').filter({ hasText: 'notes.txt' });
  await expect(row).toContainText('Organizers and hosts only');

  await row.getByRole('button', { name: 'Change notes' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  expect(await brokenRules(page)).toEqual([]);
  await dialog.getByLabel('Title in English').fill('Notes of the hosts');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(row).toContainText('Notes of the hosts');

  await row.getByRole('button', { name: 'Delete Notes of the hosts' }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toBeVisible();
});

test('a participant downloads what is for them, byte for byte, before the door and in the room', async () => {
  const link = planned.people[1]?.link ?? '';
  const page = await guest.page();
  await page.goto(link);
  const paper = page.getByRole('button', { name: '欢迎辞 final' });
  const before = await fetched(page, () => paper.click());
  expect(before.suggestedFilename()).toBe('欢迎辞 final.pdf');
  expect((await contentOf(before)).equals(PDF)).toBe(true);
  expect(before.url()).toMatch(/^blob:/);
  await expect(page.getByText('Notes of the hosts')).toHaveCount(0);
  expect(await brokenRules(page)).toEqual([]);
  await join(page);
  await inside(page);
  const there = await fetched(page, () => paper.click());
  expect((await contentOf(there)).equals(PDF)).toBe(true);
  expect(await brokenRules(page)).toEqual([]);
  expect(guest.errors).toEqual([]);
});

test('the board names what is missing and leads to where it is mended', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/${planned.session}/edit`);
  await page.getByRole('switch', { name: 'A paper is wanted' }).first().check();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.waitForURL(/sessions\/[^/]+$/);
  const board = page.locator('[data-before]');
  const missing = board.locator('[data-gap="paper_missing"]');
  await expect(missing).toContainText('Papers missing (1)');
  await expect(missing).toContainText('Opening');
  await expect(board.locator('[data-gap="no_reply"]')).toContainText(organizer.name);
  await missing.getByRole('link').click();
  await expect(page).toHaveURL(/#papers$/);
  const picking = page.waitForEvent('filechooser');
  await papers(page).getByRole('button', { name: 'Add Opening' }).click();
  await (await picking).setFiles(pdf('opening.pdf'));
  await expect(missing).toHaveCount(0);
  await expect(papers(page).getByRole('link', { name: 'opening' })).toBeVisible();
  expect(desk.errors).toEqual([]);
});
