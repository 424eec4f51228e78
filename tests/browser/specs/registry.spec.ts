import { expect, type Page, test } from '@playwright/test';
import { field, press } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { act, dialog, said, texts, type PartnerPage } from '../support/registry.ts';
import { expectAccessible, expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';

for (const [locale, words] of Object.entries(texts)) {
  test.describe(`the registry in ${locale}`, () => {
    const server = new Server();
    let office: Office;
    let desk: Desk;
    let page: Page;

    test.describe.configure({ mode: 'serial' });

    test.beforeAll(async () => {
      await server.start();
      office = await Office.open(server.url, server.setupUrl);
      const [who] = cast;
      if (!who) throw new Error('somebody must sit at the desk');
      desk = await Desk.open(who, 'chromium', { locale: words.language });
      await desk.context.addCookies([office.cookie]);
      page = await desk.page();
    });

    test.afterAll(async () => {
      await desk.close();
      await server.stop();
    });

    const shown = (id: string): Promise<PartnerPage> => office.get(`/api/partners/${id}`);

    test('a candidate is added, with what must be given asked for at its place', async () => {
      await page.goto(`${server.url}/partners`);
      await page.getByRole('link', { name: words.add, exact: true }).first().click();
      await page.getByText(words.candidate, { exact: true }).click();
      await press(page, words.save);
      await expect(page.getByText(words.wantsName)).toBeVisible();
      await expect(page.locator('[aria-invalid="true"]').first()).toBeFocused();
      await expectAccessibleAt(page, [1440, 390]);
      await field(page, words.name).fill('Linz');
      await field(page, words.country).selectOption(words.austria);
      await field(page, words.continent).selectOption(words.europe);
      await field(page, words.number).fill('K01');
      await field(page, words.reasons).fill('Steel\nMusic');
      await press(page, words.addStep);
      await field(page, words.stepText).fill('A letter from its mayor');
      // A month that there is not is said at its place, and the step is not lost.
      await field(page, words.stepWhen).fill('2026-13');
      await page.keyboard.press('Enter');
      await expect(page.locator('[aria-invalid="true"]')).toHaveCount(1);
      await expect(field(page, words.stepWhen)).toBeFocused();
      await expect(page.getByText(words.noSuchDate)).toBeVisible();
      await field(page, words.stepWhen).fill('2026');
      await press(page, words.addStep);
      await press(page, words.dropStep);
      await expect(act(page, 'add-step')).toBeFocused();
      // A language is added by a press of its own, and taken out again.
      const names = page.getByRole('group', { name: words.names, exact: true });
      await names.getByRole('combobox').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await expect(names.getByRole('textbox')).toHaveCount(2);
      await names.getByRole('combobox').selectOption('de');
      await act(names, 'add-name').press('Enter');
      const german = names.locator('input[lang="de"]');
      await expect(german).toBeFocused();
      await expectAccessibleAt(page, [1440, 390]);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await expect(german).toHaveCount(0);
      await expect(names.getByRole('combobox')).toBeFocused();
      await press(page, words.save);

      await expect(page).toHaveURL(/\/partners\/K01$/);
      await expect(page.getByRole('heading', { level: 1, name: 'Linz' })).toBeVisible();
      await expect(page.getByText('A letter from its mayor')).toBeVisible();
      const linz = await shown('K01');
      expect(linz.candidate).toBe(true);
      expect(linz.record.candidacy).toEqual({
        reasons: ['Steel', 'Music'],
        steps: [{ on: '2026', text: 'A letter from its mayor' }],
      });
      await page.goto(`${server.url}/partners?standing=candidate`);
      await expect(page.getByRole('row')).toHaveCount(2);
      await expect(page.getByRole('row', { name: /Linz/ })).toContainText(words.candidate);
    });

    test('a relation is added that is known to the month, and upgraded', async () => {
      await page.goto(`${server.url}/partners/K01`);
      await act(page, 'add-relation').click();
      await field(dialog(page), words.since).fill(words.november);
      await expectAccessible(page);
      await press(dialog(page), words.save);
      await expect(said(page, words.saved, words.messages)).toBeVisible();
      const relation = page.locator('[data-relation]');
      await expect(relation).toHaveCount(1);
      await expect(relation).toContainText(words.exchange);
      await expect(relation).toContainText(words.inNovember);
      expect((await shown('K01')).relations.map(({ record }) => record.valid_from)).toEqual([
        '2021-11',
      ]);

      await act(relation, 'upgrade').click();
      await field(dialog(page), words.agreement).fill('2020');
      await act(dialog(page), 'save').click();
      // An agreement that is older than the relation is refused, and says so.
      await expect(dialog(page).locator('[data-banner="fail"]')).toBeVisible();
      await field(dialog(page), words.agreement).fill('2025');
      await act(dialog(page), 'save').click();
      await expect(relation).toHaveCount(2);
      await expect(relation.first()).toContainText(words.sister);
      await expect(relation.last()).toContainText(words.upgraded);
      const [ended, sister] = (await shown('K01')).relations
        .map(({ record }) => record)
        .toSorted((one, other) => Number(one.kind === 'sister') - Number(other.kind === 'sister'));
      expect(ended?.ending).toMatchObject({
        on: '2025',
        reason: 'upgraded',
        successor: sister?.id,
      });
      expect(sister?.milestones.agreement).toBe('2025');
    });

    test('another relation is ended with its reason', async () => {
      await page.goto(`${server.url}/partners/S18`);
      const relation = page.locator('[data-relation]');
      await act(relation, 'end').click();
      // Without its date it is not sent.
      await act(dialog(page), 'save').click();
      await expect(dialog(page).getByRole('alert')).toBeVisible();
      await field(dialog(page), words.endedOn).fill('2026');
      await dialog(page).getByRole('combobox').last().selectOption(words.expired);
      await act(dialog(page), 'save').click();
      await expect(relation).toContainText(words.expired);
      const [ended] = (await shown('S18')).relations;
      expect(ended?.record.ending).toMatchObject({
        on: '2026',
        reason: 'expired',
      });
      // What is over can neither be ended again nor upgraded.
      await expect(act(relation, 'end')).toHaveCount(0);
      await press(page, words.undo);
      await expect(said(page, words.undone, words.messages)).toBeVisible();
      await expect(act(relation, 'end')).toHaveCount(1);
    });

    test('what a colleague has changed meanwhile is removed at the second try', async () => {
      await page.goto(`${server.url}/partners/S18`);
      const relation = page.locator('[data-relation]');
      const { version } = (await shown('S18')).relations[0] ?? { version: 0 };
      await expect(relation).toHaveAttribute('data-version', `${version}`);
      const change = async (note: string): Promise<void> => {
        const [kept] = (await shown('S18')).relations;
        if (!kept) throw new Error('there is no relation');
        const { id, ...draft } = kept.record;
        await office.put(
          `/api/relations/${id}`,
          { ...draft, note },
          { 'If-Match': `"${kept.version}"` },
        );
      };
      await change('One');
      await act(relation, 'remove-relation').click();
      await act(dialog(page), 'remove-yes').click();
      await expect(dialog(page).locator('[data-banner="heed"]')).toBeVisible();
      await expect(relation).toHaveAttribute('data-version', `${version + 1}`);
      await page.keyboard.press('Escape');
      await act(relation, 'remove-relation').click();
      await act(dialog(page), 'remove-yes').click();
      await expect(relation).toHaveCount(0);
      await expect(act(page, 'add-relation')).toBeFocused();
      await press(page, words.undo);
      await expect(relation).toHaveCount(1);
    });

    test('of a partner that a colleague has changed meanwhile its page is shown before it is removed', async () => {
      await page.goto(`${server.url}/partners/K01/edit`);
      // What the page removes is the version that it has read.
      await act(page, 'remove-partner').waitFor();
      const kept = await office.get<{ record: object; version: number; id: string }>(
        '/api/partners/K01',
      );
      const { id: _, ...draft } = kept.record as { id: string };
      await office.put(
        `/api/partners/${kept.id}`,
        { ...draft, note: 'Called.' },
        { 'If-Match': `"${kept.version}"` },
      );
      await act(page, 'remove-partner').click();
      await act(dialog(page), 'remove-yes').click();
      await expect(page.getByRole('heading', { level: 1, name: 'Linz' })).toBeVisible();
      await expect(dialog(page)).toHaveCount(0);
      await expect(said(page, words.changedHere, words.messages)).toBeVisible();
    });

    test('a name is corrected, taken back, and both are told by its history', async () => {
      await page.goto(`${server.url}/partners/S19`);
      const name = words.language === 'en-GB' ? 'en' : 'zh-CN';
      const before = (await shown('S19')).names[name] ?? '';
      await act(page, 'correct-partner').click();
      await field(page, words.ownName).fill('Suwon city');
      await press(page, words.save);
      await expect(page).toHaveURL(/\/partners\/S19$/);
      const heading = page.getByRole('heading', { level: 1 });
      await expect(heading).toHaveText('Suwon city');
      expect((await shown('S19')).names[name]).toBe('Suwon city');
      await press(page, words.undo);
      await expect(heading).toHaveText(before);
      expect((await shown('S19')).names[name]).toBe(before);

      const { id } = await shown('S19');
      await page.goto(`${server.url}/registry/history/partner/${id}`);
      const versions = page.locator('[data-version]');
      await expect(versions).toHaveCount(3);
      const taken = versions.first().locator(`[data-difference="names.${name}"] td`);
      await expect(taken).toContainText(['Suwon city', before]);
      await expectAccessibleAt(page, [1440, 390]);

      // What was taken back can be brought back.
      await press(versions.first(), words.takeBack);
      await expect(versions).toHaveCount(4);
      expect((await shown('S19')).names[name]).toBe('Suwon city');
    });

    test('the latest changes show what was written together, and take it back', async () => {
      await page.goto(`${server.url}/registry/changes`);
      const newest = page.locator('[data-batch]').first();
      await newest.locator('summary').click();
      await expect(newest.locator('ul li')).toHaveCount(1);
      await expectAccessibleAt(page, [1440, 390]);
      await act(newest, 'undo').click();
      await act(page, 'undo-yes').click();
      await expect(said(page, words.undone, words.messages)).toBeVisible();
      expect(Object.values((await shown('S19')).names)).not.toContain('Suwon city');
      // What the registry began with is not taken back.
      await expect(act(page.locator('[data-batch]').last(), 'undo')).toHaveCount(0);
    });
  });
}
