import { readFileSync } from 'node:fs';
import { type Download, expect, type Locator, type Page, test } from '@playwright/test';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessible, expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';
import { wordsOf } from '../support/words.ts';

const MEGABYTE = 1024 * 1024;

const pdf = (name: string, bytes = 3000) => {
  const head = Buffer.from('%PDF-1.7\n');
  const rest = Buffer.from(Array.from({ length: bytes - head.length }, (_, place) => place % 251));
  return { name, mimeType: 'application/pdf', buffer: Buffer.concat([head, rest]) };
};
const AGREEMENT = pdf('友好城市协议书.pdf');
/** Called a picture, and none. */
const DISGUISED = {
  name: 'group.jpg',
  mimeType: 'image/jpeg',
  buffer: Buffer.from('<!DOCTYPE html><script>alert(document.domain)</script>'),
};
/** The beginning of what phones take pictures as. */
const OF_A_PHONE = {
  name: 'IMG_0001.HEIC',
  mimeType: 'image/heic',
  buffer: Buffer.concat([Buffer.from('\0\0\0\x18ftypheic'), Buffer.alloc(200)]),
};

interface Named {
  id: string;
  relations: { record: { id: string } }[];
}
interface EntryPapers {
  papers: { id: string; name: string; kind: string; bytes: number }[];
}

const fill = (text: string, value: string): string => text.replace(/\{(name|title)\}/, value);
const row = (where: Locator, name: string): Locator =>
  where.locator('[data-paper]').filter({ hasText: name });
const failed = (where: Locator, name: string): Locator =>
  where.locator('[data-upload="failed"]').filter({ hasText: name });

async function downloaded(page: Page, link: Locator): Promise<Download> {
  const coming = page.waitForEvent('download');
  await link.click();
  return coming;
}

async function drop(page: Page, zone: Locator, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([name = '', text = '']) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name));
      return transfer;
    },
    [name, text],
  );
  for (const event of ['dragenter', 'dragover', 'drop'])
    await zone.dispatchEvent(event, { dataTransfer });
}

for (const [locale, browser] of [
  ['en', 'en-GB'],
  ['zh-CN', 'zh-CN'],
] as const)
  test.describe(`papers of entries in ${locale}`, () => {
    const server = new Server({
      YUNQIAO__PAPERS__FILE_MEGABYTES: '1',
      YUNQIAO__PAPERS__SESSION_MEGABYTES: '2',
    });
    const words = wordsOf(locale, ['before', 'papers', 'common']);
    let office: Office;
    let desk: Desk;
    let page: Page;
    let exchange = '';
    let relation = '';
    let picture: Buffer;

    test.describe.configure({ mode: 'serial' });

    test.beforeAll(async () => {
      await server.start();
      office = await Office.open(server.url, server.setupUrl);
      const partner = await office.get<Named>('/api/partners/S18');
      relation = partner.relations[0]?.record.id ?? '';
      const made = await office.post<{ record: { id: string } }>('/api/exchanges', {
        title: { 'zh-CN': '德累斯顿代表团来访', en: 'A delegation from Dresden' },
        kind: 'visit_received',
        direction: 'received',
        on: '2026-09-14',
        partners: [partner.id],
      });
      exchange = made.record.id;
      const [who] = cast;
      if (!who) throw new Error('somebody must sit at the desk');
      desk = await Desk.open(who, 'chromium', { locale: browser, calm: true });
      await desk.context.addCookies([office.cookie]);
      page = await desk.page();
      // Choosers are caught from here on: what is begun just before a key may come too late for it.
      page.on('filechooser', () => undefined);
    });

    test.afterAll(async () => {
      expect(desk.errors).toEqual([]);
      await desk.close();
      await server.stop();
    });

    const ofExchange = () => page.locator('[data-papers-of="exchange"]');
    const ofRelation = () => page.locator(`[data-relation="${relation}"] [data-papers-of]`);
    const kept = async (path: string) => (await office.get<EntryPapers>(path)).papers;
    const problem = (why: string) => words(`upload.problem.${why}`).split('{size}')[0] ?? '';

    test('an exchange without papers says what can be kept; what is not taken says why', async () => {
      await page.goto(`${server.url}/exchanges/${exchange}`);
      const sheet = ofExchange();
      await expect(sheet).toContainText(words('entry_paper.none.exchange'));
      await expectAccessibleAt(page, [1440, 390]);
      picture = await page.screenshot({ type: 'jpeg' });

      await sheet.locator('[data-do="add-paper"]').focus();
      const asked = page.waitForEvent('filechooser');
      await page.keyboard.press('Enter');
      await (
        await asked
      ).setFiles([
        AGREEMENT,
        { name: '合影.jpg', mimeType: 'image/jpeg', buffer: picture },
        { name: 'concert.png', mimeType: 'image/png', buffer: await page.screenshot() },
        DISGUISED,
        OF_A_PHONE,
        pdf('album.pdf', MEGABYTE + 1),
      ]);
      await expect(row(sheet, AGREEMENT.name)).toContainText('PDF');
      await expect(row(sheet, AGREEMENT.name)).toContainText('Chen Yining');
      await expect(failed(sheet, DISGUISED.name)).toContainText(problem('web_page'));
      await expect(failed(sheet, OF_A_PHONE.name)).toContainText(problem('other_picture'));
      await expect(failed(sheet, 'album.pdf')).toContainText(problem('too_large'));
      await expect(sheet.locator('img')).toHaveCount(2);
      for (const image of await sheet.locator('img').all())
        await expect
          .poll(() => image.evaluate((shown: HTMLImageElement) => shown.naturalWidth))
          .toBeGreaterThan(0);
      await expectAccessibleAt(page, [1440, 390]);
      for (const name of [DISGUISED.name, OF_A_PHONE.name, 'album.pdf'])
        await sheet
          .getByRole('button', { name: fill(words('upload.dismiss'), name), exact: true })
          .click();
      await expect(sheet.locator('[data-upload]')).toHaveCount(0);
      expect(
        (await kept(`/api/exchanges/${exchange}/papers`)).map(({ kind }) => kind).sort(),
      ).toEqual(['jpeg', 'pdf', 'png']);
    });

    test('what is downloaded is what was added, byte for byte', async () => {
      for (const [name, content] of [
        [AGREEMENT.name, AGREEMENT.buffer],
        ['合影.jpg', picture],
      ] as const) {
        const link = row(ofExchange(), name).getByRole('link');
        const file = await downloaded(page, link);
        expect(file.suggestedFilename()).toBe(name);
        expect(readFileSync(await file.path()).equals(content)).toBe(true);
      }
    });

    test('a picture is looked at by keyboard, and the next one', async () => {
      const look = row(ofExchange(), '合影.jpg').getByRole('button', {
        name: fill(words('entry_paper.show'), '合影.jpg'),
      });
      await look.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      const title = dialog.getByRole('heading');
      await expect(title).toHaveText('合影.jpg');
      await expectAccessibleAt(page, [1440, 390]);
      const next = dialog.getByRole('button', { name: words('entry_paper.next') });
      await next.focus();
      await page.keyboard.press('Enter');
      await expect(title).toHaveText('concert.png');
      await page.keyboard.press('Enter');
      await expect(title).toHaveText('合影.jpg');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await expect(look).toBeFocused();
    });

    test('a picture that did not arrive is told of, and tried again when it is looked at again', async () => {
      const pictures = /\/papers\/[^/]+\/file$/;
      await page.route(pictures, (route) =>
        route.fulfill({
          contentType: 'image/png',
          body: 'half',
          headers: { 'Cache-Control': 'no-store' },
        }),
      );
      await page.reload();
      const tile = row(ofExchange(), '合影.jpg');
      const look = tile.getByRole('button', {
        name: fill(words('entry_paper.show'), '合影.jpg'),
      });
      const dialog = page.getByRole('dialog');
      await look.click();
      await expect(dialog).toContainText(words('entry_paper.not_shown'));
      await page.keyboard.press('Escape');
      await expect(tile.locator('img')).toHaveCount(0);
      await page.unroute(pictures);
      await look.click();
      await expect
        .poll(() => dialog.locator('img').evaluate((shown: HTMLImageElement) => shown.naturalWidth))
        .toBeGreaterThan(0);
      await page.keyboard.press('Escape');
      await expect(tile.locator('img')).toHaveCount(1);
    });

    test('what is added is told of where the list itself does not come', async () => {
      const other = await desk.page();
      await other.route(/\/api\/exchanges\/[^/]+\/papers$/, (route) =>
        route.request().method() === 'GET'
          ? route.fulfill({ status: 500, json: { error: 'internal', message: 'It broke.' } })
          : route.fallback(),
      );
      await other.goto(`${server.url}/exchanges/${exchange}`);
      const sheet = other.locator('[data-papers-of="exchange"]');
      await expect(sheet.locator('[data-banner="fail"]')).toBeVisible();
      await sheet.getByTestId('papers').setInputFiles([DISGUISED, pdf('album.pdf', MEGABYTE + 1)]);
      await expect(failed(sheet, DISGUISED.name)).toContainText(problem('web_page'));
      // How large it may be, only the refusal has said.
      await expect(failed(sheet, 'album.pdf')).toContainText(problem('too_large'));
      await expect(failed(sheet, 'album.pdf')).toContainText(/1 ?MB/);
      await other.close();
    });

    test('a paper is removed, and brought back', async () => {
      const sheet = ofExchange();
      const removal = (name: string) =>
        sheet.getByRole('button', { name: fill(words('paper.delete_for'), name), exact: true });
      await removal(AGREEMENT.name).focus();
      await page.keyboard.press('Enter');
      await expect(row(sheet, AGREEMENT.name)).toHaveCount(0);
      await expect(sheet.locator('[data-do="add-paper"]')).toBeFocused();
      const messages = page.getByRole('region', { name: words('toast.region') });
      await expect(messages).toContainText(fill(words('paper.deleted'), AGREEMENT.name));
      expect(await kept(`/api/exchanges/${exchange}/papers`)).toHaveLength(2);
      await messages.getByRole('button', { name: words('action.undo'), exact: true }).click();
      const link = row(sheet, AGREEMENT.name).getByRole('link');
      const file = await downloaded(page, link);
      expect(readFileSync(await file.path()).equals(AGREEMENT.buffer)).toBe(true);

      // Of what somebody else removed meanwhile the page says so, and shows what there is.
      const other = await desk.page();
      await other.goto(page.url());
      await other.locator('[data-paper]').filter({ hasText: 'concert.png' }).waitFor();
      await removal('concert.png').click();
      await expect(row(sheet, 'concert.png')).toHaveCount(0);
      await other
        .getByRole('button', { name: fill(words('paper.delete_for'), 'concert.png'), exact: true })
        .click();
      await expect(other.getByText(words('entry_paper.gone')).first()).toBeVisible();
      await expect(other.locator('[data-paper]').filter({ hasText: 'concert.png' })).toHaveCount(0);
      await other.close();
    });

    test('where no room is left, what can be done is said, and then it can be done', async () => {
      const sheet = ofExchange();
      const input = sheet.getByTestId('papers');
      await input.setInputFiles(pdf('first.pdf', MEGABYTE));
      await expect(row(sheet, 'first.pdf')).toBeVisible();
      await input.setInputFiles(pdf('second.pdf', MEGABYTE));
      await expect(failed(sheet, 'second.pdf')).toContainText(problem('no_room'));
      await expectAccessible(page);
      const removal = fill(words('paper.delete_for'), 'first.pdf');
      await sheet.getByRole('button', { name: removal, exact: true }).click();
      await expect(row(sheet, 'first.pdf')).toHaveCount(0);
      await failed(sheet, 'second.pdf')
        .getByRole('button', { name: words('upload.retry') })
        .click();
      await expect(row(sheet, 'second.pdf')).toBeVisible();
      // Its place is taken now.
      const messages = page.getByRole('region', { name: words('toast.region') });
      await messages
        .getByRole('button', { name: words('action.undo'), exact: true })
        .last()
        .click();
      await expect(messages).toContainText(problem('no_room'));
      await expect(row(sheet, 'first.pdf')).toHaveCount(0);
    });

    test('a relation keeps papers of its own: dropped, downloaded, removed and brought back', async () => {
      await page.goto(`${server.url}/partners/S18`);
      const card = ofRelation();
      await expect(card).toContainText(words('entry_paper.none.relation'));
      await card.getByTestId('papers').setInputFiles([AGREEMENT, DISGUISED]);
      await expect(failed(card, DISGUISED.name)).toContainText(problem('web_page'));
      await drop(page, card.locator('section'), '批复.txt', '同意。\n');
      await expect(row(card, '批复.txt')).toBeVisible();
      await expectAccessibleAt(page, [1440, 390]);
      await page.reload();
      const file = await downloaded(page, row(card, AGREEMENT.name).getByRole('link'));
      expect(file.suggestedFilename()).toBe(AGREEMENT.name);
      expect(readFileSync(await file.path()).equals(AGREEMENT.buffer)).toBe(true);
      const removal = fill(words('paper.delete_for'), '批复.txt');
      // However often it is pressed, it is removed once.
      await card.getByRole('button', { name: removal, exact: true }).dblclick();
      await expect(row(card, '批复.txt')).toHaveCount(0);
      const messages = page.getByRole('region', { name: words('toast.region') });
      await expect(messages).toContainText(fill(words('paper.deleted'), '批复.txt'));
      await expect(messages).not.toContainText(words('entry_paper.gone'));
      await messages.getByRole('button', { name: words('action.undo'), exact: true }).click();
      await expect(row(card, '批复.txt')).toBeVisible();
      expect(
        (await kept(`/api/relations/${relation}/papers`)).map(({ name }) => name).sort(),
      ).toEqual([AGREEMENT.name, '批复.txt'].sort());
    });
  });
