import { createHash } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { readCsv } from '../support/csv.ts';
import { forumOf, NAMES } from '../support/mayors-plan.ts';
import { allIn, leave, openTab, recordOf } from '../support/meeting.ts';
import { Office } from '../support/office.ts';
import type { Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';

interface Held {
  signings: {
    signing: string;
    end: string;
    editions: { language: string; paper: string; sha256: string }[];
    signatures: { delegation: string; person: { person: string }; signed_at: number | null }[];
    originals: { holder: string; parties: string[] }[];
    witnesses: { person: { person: string }; attested_at: number | null }[];
    pauses: { reason: string | null; to: number | null }[];
  }[];
}

const LOOKS = [
  { locale: 'en-GB', width: 1440, height: 900 },
  { locale: 'zh-CN', width: 390, height: 844 },
  { locale: 'ar', width: 1024, height: 768 },
] as const;
const TITLE = 'Memorandum on clean water';
const AGENDA = [{ title: { en: TITLE }, kind: 'signing', minutes: 10, open: true }];
const FILES = {
  'zh-CN': '%PDF-1.7\n清洁用水备忘录\n%%EOF\n',
  en: '%PDF-1.7\nMemorandum on clean water\n%%EOF\n',
};
const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

const act = (page: Page, what: string) => page.locator(`[data-signing-action="${what}"]`);
const card = (page: Page) => page.locator('section[data-signing]');

async function expectState(pages: readonly Page[], state: string): Promise<void> {
  for (const page of pages) await expect(card(page)).toHaveAttribute('data-signing-state', state);
}

/** By keyboard alone, with the hashes before one's eyes. */
async function confirm(page: Page, what: 'sign' | 'attest'): Promise<void> {
  await act(page, what).press('Enter');
  for (const [language, content] of Object.entries(FILES))
    await expect(
      page.locator(`[data-edition="${language}"] [data-sha256="${sha256(content)}"]`),
    ).toBeVisible();
  await expect(act(page, 'confirm')).toBeDisabled();
  await page.locator('[data-sign-confirm]').press('Space');
  await act(page, 'confirm').press('Enter');
  await expect(page.locator('dialog[open]')).toHaveCount(0);
}

test('two cities sign, a third is witness, a crash comes between, and the record says what was signed', async () => {
  test.setTimeout(180_000);
  const server = new Server();
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const session = await forumOf(office, { agenda: AGENDA });
  const id = session.plan.session;
  const [linId = '', katharinaId = '', kimId = ''] = session.plan.people.map((one) => one.id);
  const [home = '', dresden = ''] = session.plan.delegations.map((one) => one.id);
  const papers: Record<string, string> = {};
  for (const [language, content] of Object.entries(FILES))
    papers[language] = await office.upload(id, `${language}.pdf`, content);
  const desks: Desk[] = [];
  try {
    const pages = await allIn(session, LOOKS, desks);
    const [lin, katharina, kim] = pages;
    if (!lin || !katharina || !kim) throw new Error('three are needed');

    await openTab(lin, 'agenda');
    await act(lin, 'prepare').click();
    await expect(lin.locator('[data-signing-title="en"]')).toHaveValue(TITLE);
    await act(lin, 'add-edition').click();
    for (const [place, language] of Object.keys(FILES).entries()) {
      await lin.locator(`[data-edition-language="${place}"]`).selectOption(language);
      await lin.locator(`[data-edition-paper="${place}"]`).selectOption(papers[language] ?? '');
    }
    await expect(lin.locator('[data-party-person="1"]')).toHaveValue(katharinaId);
    for (const first of [katharinaId, linId]) {
      await lin.locator('[data-party-first="1"]').click();
      await expect(lin.locator('[data-party-person="0"]')).toHaveValue(first);
    }
    await lin.locator(`[data-signing-witness="${kimId}"]`).check();
    await act(lin, 'keep').click();
    await act(lin, 'open').click();
    await expectState(pages, 'open');
    await expect(card(katharina).locator('[data-duty]')).toHaveAttribute('data-duty', 'wait');

    await confirm(lin, 'sign');
    await expect(card(kim).locator(`[data-signatory="${linId}"]`)).toHaveAttribute(
      'data-signed',
      'true',
    );
    await act(lin, 'pause').click();
    await lin.locator('[data-signing-reason]').fill('The line is poor');
    await act(lin, 'reason-yes').click();
    await expectState(pages, 'paused');
    await expect(act(katharina, 'sign')).toHaveCount(0);
    await server.kill();
    await server.start();
    // Everybody comes back by themselves, to where it was.
    await expect(async () => {
      await act(lin, 'resume').click({ timeout: 1_000 });
      await expect(card(lin)).toHaveAttribute('data-signing-state', 'open', { timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await expectState(pages, 'open');
    await confirm(katharina, 'sign');
    await confirm(kim, 'attest');
    await act(lin, 'close').click();
    await act(lin, 'close-yes').click();
    await expectState(pages, 'closed');

    await leave(lin, 'all');
    const path = `/api/sessions/${id}/record`;
    const { signings } = await recordOf<Held>(office, id);
    const [signed] = signings;
    if (!signed) throw new Error('nothing was signed');
    expect(signed.end).toBe('closed');
    expect(signed.editions).toEqual(
      Object.entries(FILES).map(([language, content]) => ({
        language,
        paper: papers[language],
        sha256: sha256(content),
      })),
    );
    expect(signed.originals).toEqual([
      { holder: home, parties: [home, dresden] },
      { holder: dresden, parties: [dresden, home] },
    ]);
    const times = [
      ...signed.signatures.map((one) => one.signed_at),
      signed.witnesses[0]?.attested_at,
    ];
    expect(times).toEqual([...times].sort((one, other) => Number(one) - Number(other)));
    expect(signed.signatures.map((one) => one.person.person)).toEqual([linId, katharinaId]);
    expect(signed.pauses.map(({ reason }) => reason)).toEqual(['The line is poor']);

    const [, ...rows] = readCsv(await office.text(`${path}/signings.csv?lang=en`));
    expect(rows.map((row) => [row[1], row[3], row[7], row[9]])).toEqual([
      [TITLE, 'signed', 'signatory', NAMES[0]],
      [TITLE, 'signed', 'signatory', NAMES[1]],
      [TITLE, 'signed', 'witness', NAMES[2]],
    ]);
    const certificate = `/api/sessions/${id}/signings/${signed.signing}/certificate.pdf?lang=en`;
    expect((await office.text(certificate)).slice(0, 5)).toBe('%PDF-');

    await desks[0]?.context.addCookies([office.cookie]);
    await lin.goto(`${server.url}/sessions/${id}/record`);
    await expect(lin.locator('#signings [data-signature]')).toHaveCount(2);
    await expect(lin.locator(`[data-certificate="${signed.signing}"]`)).toBeVisible();
    server.check();
    expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
  } finally {
    await Promise.all(desks.map((desk) => desk.close()));
    await server.stop();
  }
});
