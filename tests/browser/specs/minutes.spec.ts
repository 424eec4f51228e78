import { readFile } from 'node:fs/promises';
import { type Download, expect, type Page, test } from '@playwright/test';
import { readCsv } from '../support/csv.ts';
import { forumOf } from '../support/mayors-plan.ts';
import { allIn, control, inside, leave, openTab, recordOf } from '../support/meeting.ts';
import { Office } from '../support/office.ts';
import type { Desk } from '../support/people.ts';
import { expectAccessible } from '../support/rules.ts';
import { Server } from '../support/server.ts';

const LOOKS = [
  { locale: 'en-GB', width: 1440, height: 900 },
  { locale: 'ar', width: 1024, height: 768 },
  { locale: 'zh-CN', width: 390, height: 844 },
] as const;

const WATER = 'The water declaration is adopted';
const SECRET = 'The fund begins with ten million';
const DRAFT = 'Send the draft statutes';
const AGENDA = [
  { title: { en: 'Water' }, kind: 'dialogue', minutes: 10, open: true },
  { title: { en: 'Fund' }, kind: 'dialogue', minutes: 10, open: false },
];

const notes = (page: Page, item: string) => page.locator(`[data-item="${item}"] [data-note]`);
const act = (page: Page, what: string) => page.locator(`[data-note-action="${what}"]`);

interface Wish {
  text: string;
  owner?: string;
  department?: string;
  due?: string;
}

/** By keyboard, from the button on the item on. */
async function note(host: Page, item: string, wish: Wish): Promise<void> {
  await host.locator(`[data-item="${item}"] [data-note-action="new"]`).press('Enter');
  await host.locator('[data-note-text="en"]').fill(wish.text);
  if (wish.due) {
    await host.locator('[data-note-form] input[value="action"]').check();
    await act(host, 'keep').press('Enter');
    await expect(host.locator('[data-note-owner]')).toHaveAttribute('aria-invalid', 'true');
    await host.locator('[data-note-owner]').selectOption({ label: wish.owner ?? '' });
    await host.locator('[data-note-department]').fill(wish.department ?? '');
    await host.locator('[data-note-due]').fill(wish.due);
    await expectAccessible(host);
  }
  await act(host, 'keep').press('Enter');
  await expect(host.locator('dialog[open]')).toHaveCount(0);
}

test('what is decided is seen at once, stands in the record, and becomes minutes', async () => {
  test.setTimeout(240_000);
  const server = new Server();
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const session = await forumOf(office, { agenda: AGENDA, press: true });
  const id = session.plan.session;
  const [water = '', fund = ''] = session.plan.agenda.map((one) => one.id);
  const desks: Desk[] = [];
  try {
    const pages = await allIn(session, LOOKS, desks);
    const [lin, katharina, kim] = pages;
    if (!lin || !katharina || !kim) throw new Error('three are needed');
    await openTab(katharina, 'agenda');
    await control(kim, 'more').click();
    await kim.locator('[data-show="agenda"]').click();

    await note(lin, water, { text: 'The water declaration is adoptd' });
    for (const page of pages) await expect(notes(page, water)).toHaveCount(1);
    await notes(lin, water).locator('[data-note-action="edit"]').press('Enter');
    await lin.locator('[data-note-text="en"]').fill(WATER);
    await act(lin, 'keep').press('Enter');
    for (const page of pages) await expect(notes(page, water)).toContainText(WATER);
    // Noted, and taken back.
    await note(lin, water, { text: 'A mistake' });
    for (const page of pages) await expect(notes(page, water)).toHaveCount(2);
    await notes(lin, water).last().locator('[data-note-action="edit"]').press('Enter');
    await act(lin, 'withdraw').press('Enter');
    for (const page of pages) await expect(notes(page, water)).toHaveCount(1);
    await expect(act(katharina, 'new')).toHaveCount(0);

    // The item is closed: its notes are nothing for the press.
    await note(lin, fund, { text: SECRET });
    const port = { owner: 'Dresden', department: 'Port office', due: '2026-12-31' };
    await note(lin, water, { text: DRAFT, ...port });
    await expect(notes(katharina, fund)).toContainText(SECRET);
    await expect(notes(kim, water)).toHaveCount(2);
    await expect(notes(kim, fund)).toHaveCount(0);
    await expect(notes(kim, water).last()).toContainText('Port office');
    await server.kill();
    await server.start();
    for (const page of pages) {
      await inside(page);
      await expect(notes(page, water)).toHaveCount(2);
      await expectAccessible(page);
    }

    await leave(lin, 'all');
    await recordOf(office, id);
    const sheet = readCsv(await office.text(`/api/sessions/${id}/record/decisions.csv?lang=en`));
    expect(sheet.slice(1).map((row) => row.filter((_, at) => at !== 8))).toEqual([
      ['1', 'decision', 'Water', WATER, '', '', '', '', 'Lin Yue'],
      ['2', 'decision', 'Fund', SECRET, '', '', '', '', 'Lin Yue'],
      ['3', 'action', 'Water', DRAFT, 'Dresden', '', 'Port office', '2026-12-31', 'Lin Yue'],
    ]);

    await desks[0]?.context.addCookies([office.cookie]);
    await lin.goto(`${server.url}/sessions/${id}/record`);
    await expect(lin.locator('#decisions [data-note]')).toHaveCount(4);
    await expect(lin.locator('#decisions [data-withdrawn="true"]')).toHaveCount(1);
    for (const width of [1024, 390]) {
      await lin.setViewportSize({ width, height: 844 });
      await expectAccessible(lin);
    }
    await approved(lin, `${server.url}/sessions/${id}/minutes`);
    for (const [at, page] of [katharina, kim].entries()) {
      await page.reload();
      const own = page.locator('[data-own-minutes="1"]');
      // There is no Arabic text: whoever reads Arabic gets the English one.
      await expect(own).toContainText(at === 0 ? 'Forum of the mayors' : '市长论坛');
      await expect(own.locator('[data-own-section="closed"]')).toHaveCount(1);
      if (at === 0) await expect(own).toContainText(SECRET);
      else await expect(own).not.toContainText(SECRET);
      await expectAccessible(page);
    }
    const printed = kim.waitForEvent('download');
    await kim.locator('[data-own-pdf]').click();
    await isPdf(await printed);
    server.check();
    expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
  } finally {
    await Promise.all(desks.map((desk) => desk.close()));
    await server.stop();
  }
});

/** From the first draft to what nobody changes any more, in one of the languages. */
async function approved(office: Page, address: string): Promise<void> {
  const minutes = (what: string) => office.locator(`[data-minutes="${what}"]`);
  const section = (place: number) => office.locator(`[data-minutes-section="${place}"]`);
  const revisions = office.locator('[data-minutes-revision]');
  await office.setViewportSize({ width: 1440, height: 900 });
  await office.goto(address);
  await expect(minutes('draft')).toBeVisible();
  await expectAccessible(office);
  await minutes('draft').click();
  await office.locator('[data-minutes-language]').selectOption('en');
  await expect(section(1)).toHaveValue(
    /Hangzhou: Lin Yue, Mayor \(head of delegation, rank: mayor\)/,
  );
  await expect(section(3)).toHaveValue(new RegExp(`Decision: ${WATER}\nAction: ${DRAFT}`));
  await expect(section(4)).toHaveValue(new RegExp(`Decision: ${SECRET}`));

  await section(1).fill('Everybody was there.');
  await minutes('save').click();
  await expect(revisions).toHaveCount(2);
  await office.locator('[data-minutes-revision="1"] [data-minutes="show"]').click();
  await expectAccessible(office);
  await minutes('restore').click();
  await expect(revisions).toHaveCount(3);
  await expect(section(1)).toHaveValue(/Lin Yue/);
  await office.locator('[data-minutes-heading="0"]').fill('Forum of the mayors');
  await minutes('save').click();
  await expect(revisions).toHaveCount(4);
  for (const width of [390, 1024]) {
    await office.setViewportSize({ width, height: 844 });
    await expectAccessible(office);
  }
  await minutes('approve').click();
  await minutes('yes').click();
  await expect(office.locator('[data-minutes-text]')).toHaveAttribute(
    'data-minutes-text',
    'frozen',
  );
  await expect(section(4)).toContainText(SECRET);
  await expectAccessible(office);
  const download = office.waitForEvent('download');
  await minutes('print').click();
  await isPdf(await download);
}

async function isPdf(download: Download): Promise<void> {
  expect(download.suggestedFilename()).toMatch(/^minutes-.*\.pdf$/);
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
}
