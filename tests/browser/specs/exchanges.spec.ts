import { expect, type Locator, type Page, test } from '@playwright/test';
import { field, press } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessible, expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';
import { wordsOf } from '../support/words.ts';

interface Kept {
  version: number;
  record: {
    id: string;
    title: Record<string, string>;
    on: string;
    kind: string;
    direction: string;
    rank: string | null;
    headcount: { number: number; at_least: boolean } | null;
    field: string | null;
    note: string | null;
    partners: string[];
  };
}
interface List {
  total: number;
  items: Kept[];
}

/** Goes on by Tab until the keys go to this. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const isThere = () => wanted.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 40; presses++) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('no way there by Tab');
}

/** Writes over what stands in the field that has the keys. */
async function write(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

async function pickCity(page: Page, picker: Locator, letters: string): Promise<void> {
  await tabTo(page, picker);
  await page.keyboard.type(letters);
  // Options of the selects of the page are options, too.
  await expect(page.locator('[role="option"][aria-selected="true"]:visible')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(picker).toHaveValue('');
}

for (const [locale, browser] of [
  ['en', 'en-GB'],
  ['zh-CN', 'zh-CN'],
] as const)
  test.describe(`in ${locale}`, () => {
    const server = new Server();
    const words = wordsOf(locale, ['exchanges', 'common', 'desk']);
    const title = locale === 'en' ? 'Harbours and rivers' : '港口与河流';
    const better = locale === 'en' ? 'Harbours, rivers and canals' : '港口、河流与运河';
    let office: Office;
    let desk: Desk;
    let id = '';

    test.describe.configure({ mode: 'serial' });

    test.beforeAll(async () => {
      await server.start();
      office = await Office.open(server.url, server.setupUrl);
      const [who] = cast;
      if (!who) throw new Error('somebody must sit at the desk');
      desk = await Desk.open(who, 'chromium', { locale: browser, calm: true });
      await desk.context.addCookies([office.cookie]);
    });

    test.afterAll(async () => {
      expect(desk.errors).toEqual([]);
      await desk.close();
      await server.stop();
    });

    const at = async (path: string): Promise<Page> => {
      const page = await desk.page();
      await page.goto(`${server.url}${path}`);
      await page.locator('h1').waitFor();
      return page;
    };
    const kept = async (): Promise<Kept> => await office.get<Kept>(`/api/exchanges/${id}`);
    const rows = (page: Page) => page.locator('tr[data-exchange]');

    test('an empty history says how it begins', async () => {
      const page = await at('/exchanges');
      await expect(page.getByText(words('exchanges.none_yet'))).toBeVisible();
      await expectAccessibleAt(page, [1280, 390]);
      await page.close();
    });

    test('a visit with two partners is entered by keyboard alone', async () => {
      const page = await at('/exchanges/new');
      await expect(field(page, words('exchanges.kind'))).toBeFocused();
      await tabTo(page, field(page, words('exchanges.on')));
      await write(page, '2026-11-20');
      const picker = page.getByRole('combobox', { name: words('pick.partner') });
      await pickCity(page, picker, 'dresden');
      await pickCity(page, picker, 'suwon');
      await pickCity(page, picker, 'leeds');
      // One too many is taken out again, and the keys are where it was chosen.
      const chosen = page.getByRole('list', { name: words('exchanges.partners') });
      await tabTo(page, chosen.getByRole('button').nth(1));
      await page.keyboard.press('Enter');
      await expect(chosen.getByRole('listitem')).toHaveCount(2);
      await expect(picker).toBeFocused();
      await expect(page.locator('[data-live="polite"]')).toContainText(
        locale === 'en' ? /Suwon.* removed/ : /已移除水原/,
      );
      await tabTo(page, field(page, words('exchanges.title_of')));
      await write(page, title);
      await tabTo(page, field(page, words('exchanges.rank')));
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await tabTo(page, field(page, words('exchanges.headcount')));
      await write(page, '40+');
      await tabTo(page, field(page, words('exchanges.field')));
      await page.keyboard.press('ArrowDown');
      await expectAccessibleAt(page, [1280, 390]);
      await page.keyboard.press('Control+Enter');

      await expect(page).toHaveURL(/\/exchanges\/(?!new)[^/]+$/);
      await expect(page.locator('h1')).toHaveText(title);
      id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      await expect(page.locator('[data-fact="headcount"]')).toContainText('40+');
      expect((await kept()).record).toMatchObject({
        title: { [locale]: title },
        kind: 'visit_received',
        direction: 'received',
        on: '2026-11-20',
        rank: 'vice_mayor',
        headcount: { number: 40, at_least: true },
        field: 'culture',
      });
      expect((await kept()).record.partners).toHaveLength(2);
      await expectAccessibleAt(page, [1280, 390]);
      await page.close();
    });

    test('it stands in the history of both partners', async () => {
      for (const partner of (await kept()).record.partners) {
        const { items } = await office.get<List>(`/api/exchanges?partner=${partner}`);
        expect(items.map(({ record }) => record.id)).toEqual([id]);
        const page = await at(`/partners/${partner}`);
        await expect(page.getByText(title).first()).toBeVisible();
        await page.close();
      }
    });

    test('a second one on the same day is pointed out, and the field of the last is offered', async () => {
      const [partner = ''] = (await kept()).record.partners;
      const page = await at(`/exchanges/new?partner=${partner}`);
      await expect(page.locator('[data-alike]')).toHaveCount(0);
      await field(page, words('exchanges.on')).fill('20.11.2026');
      await expect(page.locator(`[data-alike="${id}"]`)).toContainText(title);
      await field(page, words('exchanges.kind')).selectOption('aid');
      await expect(page.locator('[data-alike]')).toHaveCount(0);
      await press(page, words('exchanges.take_last'));
      await expect(field(page, words('exchanges.field'))).toHaveValue('culture');
      await field(page, words('exchanges.aid_amount')).fill('a lot');
      await press(page, words('exchanges.save_another'));
      const wrong = page.getByText(words('exchanges.problem.no_amount'));
      await expect(wrong).toBeVisible();
      await expect(field(page, words('exchanges.aid_amount'))).toBeFocused();
      await field(page, words('exchanges.aid_amount')).fill('1250.50');
      await press(page, words('exchanges.save_another'));
      const messages = page.getByRole('region', { name: words('toast.region') });
      await expect(messages.getByText(words('saved.done'))).toBeVisible();
      await expect(field(page, words('exchanges.kind'))).toBeFocused();
      await expect(field(page, words('exchanges.kind'))).toHaveValue('aid');
      await expect(field(page, words('exchanges.aid_amount'))).toHaveValue('');
      const { items } = await office.get<{
        items: { record: { aid: unknown; title: Record<string, string> } }[];
      }>('/api/exchanges?kind=aid');
      expect(items.map(({ record }) => record.aid)).toEqual([
        { hundredths: 125_050, currency: 'CNY' },
      ]);
      expect(items[0]?.record.title[locale]).toContain(words('exchanges.kind.aid'));
      await page.close();
    });

    test('the list is narrowed by its address, and the way back widens it', async () => {
      const page = await at('/exchanges');
      await expect(rows(page)).toHaveCount(2);
      await field(page, words('exchanges.kind')).selectOption('visit_received');
      await expect(rows(page)).toHaveCount(1);
      await expect(rows(page)).toContainText('40+');
      await expect(page).toHaveURL(/\?kind=visit_received$/);
      const sheet = page.locator('[data-download="xlsx"]');
      const table = `/api/tables/exchanges?kind=visit_received&format=xlsx&language=${locale}`;
      await expect(sheet).toHaveAttribute('href', table);
      await field(page, words('exchanges.year')).selectOption('2019');
      await expect(page.getByText(words('exchanges.none'), { exact: true })).toBeVisible();
      await page.goBack();
      await expect(rows(page)).toHaveCount(1);
      await page.reload();
      await expect(field(page, words('exchanges.kind'))).toHaveValue('visit_received');
      await page.locator('search summary').click();
      await field(page, words('exchanges.from')).fill('2026-11-21');
      await expect(page.getByText(words('exchanges.none'), { exact: true })).toBeVisible();
      await field(page, words('exchanges.from')).fill('2026-11-20');
      await expect(rows(page)).toHaveCount(1);
      await expectAccessibleAt(page, [1280, 1024, 390]);
      await page
        .getByRole('link', { name: words('list.clear') })
        .first()
        .click();
      await expect(rows(page)).toHaveCount(2);
      await page.getByRole('link', { name: words('exchanges.paste') }).click();
      await expect(page.locator('textarea')).toBeVisible();
      await page.close();
    });

    test('it is corrected, and the correction is taken back', async () => {
      const page = await at(`/exchanges/${id}/edit`);
      await field(page, words('exchanges.title_of')).fill(better);
      await press(page, words('saved.changes'));
      await expect(page.locator('h1')).toHaveText(better);
      await expect(page.locator('[data-version="2"]')).toContainText(better);
      await press(page, words('action.undo'));
      await expect(page.locator('h1')).toHaveText(title);
      await expect(page.locator('[data-version]')).toHaveCount(3);
      expect((await kept()).record.title).toEqual({ [locale]: title });
      await page.close();
    });

    test('of two tabs the second is asked, and loses nothing', async () => {
      const [one, two] = [await at(`/exchanges/${id}/edit`), await at(`/exchanges/${id}/edit`)];
      const note = (page: Page) => field(page, words('exchanges.note'));
      await note(one).fill('one');
      await field(one, words('exchanges.field')).selectOption('trade');
      await press(one, words('saved.changes'));
      await expect(one).toHaveURL(new RegExp(`/exchanges/${id}$`));

      await note(two).fill('two');
      await press(two, words('saved.changes'));
      const question = two.getByRole('dialog', { name: words('conflict.title') });
      await expect(question.getByRole('row').nth(1)).toContainText('two');
      await expect(question.getByRole('row').nth(1)).toContainText('one');
      await expect(question.getByRole('row')).toHaveCount(2);
      await expectAccessible(two);
      await press(question, words('conflict.keep_mine'));
      await expect(two).toHaveURL(new RegExp(`/exchanges/${id}$`));
      expect((await kept()).record).toMatchObject({ note: 'two', field: 'trade' });
      await one.close();
      await two.close();
    });

    test('it is removed, and brought back', async () => {
      const page = await at(`/exchanges/${id}`);
      await press(page, words('remove.do'));
      await expectAccessible(page);
      await page.locator('[data-do="remove-yes"]').click();
      await expect(page).toHaveURL(/\/exchanges$/);
      await expect(rows(page)).toHaveCount(1);
      await press(page, words('action.undo'));
      await expect(page.locator('h1')).toHaveText(title);
      await expect(page.locator('[data-version]').first()).toContainText(
        words('versions.restored'),
      );
      await page.close();
    });

    test('what is removed while it is edited can be saved as a new one', async () => {
      const page = await at(`/exchanges/${id}/edit`);
      const other = await at(`/exchanges/${id}`);
      await other.locator('[data-do="remove"]').click();
      await other.locator('[data-do="remove-yes"]').click();
      await expect(other).toHaveURL(/\/exchanges$/);
      await field(page, words('exchanges.title_of')).fill(better);
      await press(page, words('saved.changes'));
      await expect(page.locator('[data-banner]')).toContainText(words('exchanges.gone_meanwhile'));
      await press(page, words('exchanges.save_as_new'));
      await expect(page.locator('h1')).toHaveText(better);
      expect(new URL(page.url()).pathname).not.toBe(`/exchanges/${id}`);
      await page.close();
      await other.close();
    });
  });
