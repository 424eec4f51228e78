import { expect, test } from '@playwright/test';
import { planForum } from '../support/forum.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';

const server = new Server();
let office: Office;
let desk: Desk;

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  const [who] = cast;
  if (!who) throw new Error('somebody must plan');
  desk = await Desk.open(who, 'chromium');
  await desk.context.addCookies([office.cookie]);
});

test.afterAll(async () => {
  await desk.close();
  await server.stop();
});

test('the calendar is walked with the keyboard, and leads to a plan for its day', async () => {
  const forum = await planForum(office, ['S18', 'S19']);
  const { plan } = await office.get<{ plan: { starts_at: number } }>(
    `/api/sessions/${forum.plenary}`,
  );
  const on = new Date(plan.starts_at / 1000).toISOString().slice(0, 10);
  const page = await desk.page();
  await page.goto(`${server.url}/calendar?day=${on}`);
  const day = page.locator(`[data-day="${on}"]`);
  await expect(day.getByRole('link', { name: /Plenary session/ })).toBeVisible();
  await day.getByRole('button').focus();
  await page.keyboard.press('ArrowRight');
  const next = new Date(Date.parse(on) + 86_400_000).toISOString().slice(0, 10);
  await expect(page.locator(`[data-day="${next}"] button`)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  // Not by the day's being gone: the month after may begin with its week.
  const chosen = page.locator('[data-chosen-day]');
  await expect(chosen).toContainText('Plenary session');
  await page.keyboard.press('PageDown');
  await expect(chosen).not.toContainText('Plenary session');
  await page.keyboard.press('PageUp');
  await expect(chosen).toContainText('Plenary session');
  await page.getByRole('radio', { name: 'Week' }).check();
  await expect(page.locator('[data-day]')).toHaveCount(7);
  await chosen.getByRole('link', { name: /^Plan a session/ }).click();
  await expect(page.getByLabel('Date', { exact: true })).toHaveValue(on);
  await page.close({ runBeforeUnload: false });
});
