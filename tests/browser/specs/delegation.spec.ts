import { expect, type Page, test } from '@playwright/test';
import { planForum } from '../support/forum.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';
import { PHONE } from '../support/tour/stops.ts';

const server = new Server();
let office: Office;
let desk: Desk;
let guest: Desk;
let forum: Awaited<ReturnType<typeof planForum>>;
let link = '';

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  const [who, other] = cast;
  if (!who || !other) throw new Error('two people are needed');
  desk = await Desk.open(who, 'chromium');
  guest = await Desk.open(other, 'chromium', { locale: 'de' });
  await desk.context.addCookies([office.cookie]);
  await desk.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  forum = await planForum(office, ['S18', 'S19']);
});

test.afterAll(async () => {
  expect([...desk.errors, ...guest.errors]).toEqual([]);
  await Promise.all([desk.close(), guest.close()]);
  await server.stop();
});

const pages = (page: Page) => page.locator('[data-pages]');

async function atTheDesk(): Promise<Page> {
  const page = await desk.page();
  await page.goto(`${server.url}/events/${forum.id}`);
  await expect(pages(page)).toBeVisible();
  return page;
}

/** The page of the delegation on a phone, in German. */
async function asContact(): Promise<Page> {
  const page = await guest.page();
  await page.setViewportSize(PHONE);
  await page.goto(link);
  await expect(page.locator('[data-delegation]')).toBeVisible();
  return page;
}

test('a link is made and copied at the desk', async () => {
  const page = await atTheDesk();
  await page.getByRole('button', { name: /Make a link\s+Dresden/ }).click();
  await expect(page.getByRole('button', { name: /Copy link\s+Dresden/ })).toBeVisible();
  link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/\/d#[\w-]+$/);
  await page.close();
});

test('the contact person sees their people and answers for them', async () => {
  const page = await asContact();
  expect(page.url()).not.toContain('#');
  await expect(page.getByText('Zeit in Dresden').first()).toBeVisible();
  await expect(page.locator('[data-member]')).toHaveCount(1);
  await expect(page.getByText('Verbindung nicht getestet').first()).toBeVisible();
  expect(await page.locator('[data-member]').innerHTML()).not.toContain('/j#');
  await page.getByRole('button', { name: /^Antworten/ }).click();
  await page.getByRole('radio', { name: 'Kommt', exact: true }).check();
  await page.getByRole('button', { name: 'Antwort senden' }).click();
  await expect(page.locator('[data-member] b', { hasText: /^Kommt$/ })).toHaveCount(2);
  await page.reload();
  await expect(page.locator('[data-member] b', { hasText: /^Kommt$/ })).toHaveCount(2);
  await page.close();

  const { people } = await office.get<{
    people: { reply: { answer: { kind: string }; on_behalf: boolean } | null }[];
  }>(`/api/sessions/${forum.plenary}/invitations`);
  const answered = people.flatMap(({ reply }) => (reply ? [reply] : []));
  expect(answered).toEqual([
    expect.objectContaining({ answer: { kind: 'accepted' }, on_behalf: true }),
  ]);
});

test('a correction is proposed, shown beside what stands, and taken', async () => {
  const contact = await asContact();
  await contact.getByRole('button', { name: /^Namen oder Titel korrigieren/ }).click();
  await contact.getByLabel('Name auf Chinesisch').fill('安娜·韦伯');
  await contact.getByLabel('Titel auf Englisch').fill('Lord Mayor');
  await contact.getByRole('button', { name: 'Ans Amt senden' }).click();
  await expect(contact.locator('[data-proposal]')).toContainText('安娜·韦伯');
  await contact.close();

  const page = await atTheDesk();
  const proposal = page.locator('[data-proposal]');
  await expect(proposal.locator('del')).toHaveText('Mayor of Dresden');
  await expect(proposal.locator('ins')).toHaveText(['安娜·韦伯', 'Lord Mayor']);
  await proposal.getByRole('button', { name: /^Take it/ }).click();
  await expect(proposal).toHaveCount(0);
  const { plan } = await office.get<{
    plan: { people: { name: Record<string, string>; title: Record<string, string> }[] };
  }>(`/api/sessions/${forum.plenary}`);
  expect(plan.people.some((one) => one.name['zh-CN'] === '安娜·韦伯')).toBe(true);
  expect(plan.people.some((one) => one.title['en'] === 'Lord Mayor')).toBe(true);
  await page.close();
});

test('a revoked link says so, and whom to ask', async () => {
  const page = await atTheDesk();
  await page.getByRole('button', { name: 'Revoke the link of Dresden' }).click();
  await expect(page.getByRole('button', { name: /Make a link\s+Dresden/ })).toBeVisible();
  await page.close();
  const contact = await guest.page();
  await contact.goto(link);
  await expect(contact.locator('[data-problem="revoked_link"]')).toBeVisible();
  await contact.close();
});
