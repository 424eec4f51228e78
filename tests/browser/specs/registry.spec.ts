import { expect, type Locator, type Page, test } from '@playwright/test';
import { field, press } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessible, expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';

/** What an officer reads, in the two languages of the office. */
const texts = {
  en: {
    add: 'Add a city',
    candidate: 'Candidate',
    name: 'Name (English)',
    ownName: 'Name (English)',
    country: 'Country/region',
    austria: 'Austria',
    continent: 'Continent',
    europe: 'Europe',
    reasons: 'Reasons',
    addStep: 'Add a step',
    stepText: 'Step 1: what',
    save: 'Save',
    messages: 'Messages',
    wantsName: 'Give a name in one language at least.',
    since: 'Since',
    year: 'Year',
    month: 'Month',
    november: 'November',
    inNovember: 'November 2021',
    exchange: 'Exchange city',
    sister: 'Sister city',
    agreement: 'Sister-city agreement',
    upgraded: /Upgraded to a sister city/,
    endedOn: 'Ended on',
    expired: 'Term ran out, not renewed',
    saved: 'Saved.',
    undo: 'Undo',
    undone: 'Taken back.',
    number: 'Registry number',
    mine: 'Save mine over theirs',
    theirs: 'Take theirs, drop mine',
    phone: 'Telephone',
    person: 'Name of the person (English)',
    takeBack: 'Take back',
    language: 'en-GB',
  },
  zh: {
    add: '添加城市',
    candidate: '拟结好城市',
    name: '名称（英语）',
    ownName: '名称（中文）',
    country: '国家/地区',
    austria: '奥地利',
    continent: '大洲',
    europe: '欧洲',
    reasons: '结好理由',
    addStep: '添加进展',
    stepText: '进展1：内容',
    save: '保存',
    messages: '提示信息',
    wantsName: '请至少用一种语言填写名称。',
    since: '开始时间',
    year: '年',
    month: '月',
    november: '11月',
    inNovember: '2021年11月',
    exchange: '国际友好交流城市',
    sister: '国际友好城市',
    agreement: '友好城市协议书',
    upgraded: /升级为国际友好城市/,
    endedOn: '终止时间',
    expired: '到期未续',
    saved: '已保存。',
    undo: '撤销',
    undone: '已撤销。',
    number: '名录编号',
    mine: '',
    theirs: '',
    phone: '',
    person: '',
    takeBack: '撤销',
    language: 'zh-CN',
  },
} as const;

interface PartnerPage {
  id: string;
  version: number;
  candidate: boolean;
  names: Record<string, string>;
  record: {
    candidacy: {
      reasons: string[];
      steps: { on: string; text: string }[];
    } | null;
  };
  relations: {
    version: number;
    record: {
      id: string;
      kind: string;
      valid_from: string | null;
      ending: { on: string; reason: string; successor: string | null } | null;
      milestones: { agreement: string | null };
    };
  }[];
}

/** A message that stands in sight, in the language of the officer. */
const said = (page: Page, text: string, messages: string = texts.en.messages): Locator =>
  page.getByRole('region', { name: messages }).getByText(text);
const dialog = (page: Page): Locator => page.locator('dialog[open]');
const date = (where: Page | Locator, label: string): Locator =>
  where.getByRole('group', { name: label, exact: true });
const act = (where: Page | Locator, what: string): Locator => where.locator(`[data-do="${what}"]`);

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
      const step = page.locator('ol li').first();
      await field(step, words.year).fill('2026');
      await field(page, words.stepText).fill('A letter from its mayor');
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
      const since = date(dialog(page), words.since);
      await field(since, words.year).fill('2021');
      await field(since, words.month).selectOption(words.november);
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
      await field(date(dialog(page), words.agreement), words.year).fill('2020');
      await act(dialog(page), 'save').click();
      // An agreement that is older than the relation is refused, and says so.
      await expect(dialog(page).locator('[data-banner="fail"]')).toBeVisible();
      await field(date(dialog(page), words.agreement), words.year).fill('2025');
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
      await field(date(dialog(page), words.endedOn), words.year).fill('2026');
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

test.describe('two officers', () => {
  const words = texts.en;
  const server = new Server();
  let office: Office;
  let desk: Desk;

  test.describe.configure({ mode: 'serial' });

  test.beforeAll(async () => {
    await server.start();
    office = await Office.open(server.url, server.setupUrl);
    const [who] = cast;
    if (!who) throw new Error('somebody must sit at the desk');
    desk = await Desk.open(who, 'chromium');
    await desk.context.addCookies([office.cookie]);
  });

  test.afterAll(async () => {
    await desk.close();
    await server.stop();
  });

  const name = async (): Promise<string | undefined> =>
    (await office.get<PartnerPage>('/api/partners/S18')).names['en'];

  /** Both open the entry; the second saves first. */
  async function meet(first: string, second: string): Promise<Page> {
    const [mine, theirs] = [await desk.page(), await desk.page()];
    for (const page of [mine, theirs]) {
      await page.goto(`${server.url}/partners/S18/edit`);
      await expect(field(page, words.name)).not.toHaveValue('');
    }
    await field(theirs, words.name).fill(second);
    await press(theirs, words.save);
    await expect(theirs).toHaveURL(/\/partners\/S18$/);
    await theirs.close();
    await field(mine, words.name).fill(first);
    await press(mine, words.save);
    const clash = mine.locator('[data-clash] [data-difference="names.en"]');
    await expect(clash.locator('td')).toContainText([second, first]);
    expect(await name()).toBe(second);
    return mine;
  }

  test('who comes second sees what stands, and may keep their own', async () => {
    const page = await meet('Dresden am Fluss', 'Dresden on the Elbe');
    await expectAccessibleAt(page, [1440, 390]);
    await press(page, words.mine);
    await expect(page).toHaveURL(/\/partners\/S18$/);
    expect(await name()).toBe('Dresden am Fluss');
    await page.close();
  });

  test('or go on from what the other has written', async () => {
    const page = await meet('Dresde', 'Dresden');
    await press(page, words.theirs);
    await expect(field(page, words.name)).toHaveValue('Dresden');
    await press(page, words.save);
    await expect(page).toHaveURL(/\/partners\/S18$/);
    expect(await name()).toBe('Dresden');
    await page.close();
  });

  test('a contact is kept, corrected in a dialog, and gone for good when removed', async () => {
    const page = await desk.page();
    await page.goto(`${server.url}/partners/S18`);
    await act(page, 'add-contact').click();
    await act(dialog(page), 'save').click();
    await expect(dialog(page).getByRole('alert')).toContainText(words.wantsName);
    await field(dialog(page), words.person).fill('Eva Berger');
    await field(dialog(page), 'Email').fill('not an address');
    await act(dialog(page), 'save').click();
    const email = field(dialog(page), 'Email');
    await expect(email).toHaveAttribute('aria-invalid', 'true');
    await email.fill('eva@dresden.example');
    await act(dialog(page), 'save').click();
    const contact = page.locator('[data-contact]');
    await expect(contact).toContainText('eva@dresden.example');
    await expect(contact).toContainText('Not asked');

    await act(contact, 'correct-contact').click();
    await field(dialog(page), words.phone).fill('+49 351 1');
    await act(dialog(page), 'save').click();
    await expect(contact).toContainText('+49 351 1');

    await act(contact, 'remove-contact').click();
    await act(dialog(page), 'remove').click();
    await expect(contact).toHaveCount(0);
    await expect(said(page, 'Removed.')).toBeVisible();
    expect(await office.get<{ total: number }>('/api/contacts')).toMatchObject({
      total: 0,
    });
    await page.close();
  });

  test('a district, a department and a network are kept, and a city joins the network', async () => {
    const page = await desk.page();
    await page.goto(`${server.url}/registry`);
    for (const [kind, called] of [
      ['district', 'West Lake'],
      ['department', 'Culture office'],
      ['network', 'Cities on water'],
    ] as const) {
      await act(page, `add-${kind}`).first().click();
      await field(dialog(page), words.name).fill(called);
      await act(dialog(page), 'save').click();
      await expect(page.getByRole('heading', { name: called })).toBeVisible();
    }
    await expectAccessibleAt(page, [1440, 390]);

    await page.goto(`${server.url}/partners/S18`);
    await act(page, 'add-membership').click();
    await field(date(dialog(page), words.since), words.year).fill('2001');
    await act(dialog(page), 'save').click();
    await expect(page.locator('[data-network]')).toContainText('since 2001');
    // A relation of a district is one more, beside that of the city.
    await act(page, 'add-relation').click();
    await field(dialog(page), 'Held by').selectOption('West Lake');
    await act(dialog(page), 'save').click();
    await expect(page.locator('[data-relation]').filter({ hasText: 'West Lake' })).toHaveCount(1);
    await expectAccessibleAt(page, [1440, 1024, 390]);

    // What others name is not removed.
    await page.goto(`${server.url}/registry`);
    await page.locator('[data-do="remove-district"]').click();
    await act(dialog(page), 'remove').click();
    await expect(dialog(page).locator('[data-banner="fail"]')).toContainText('Other entries name');
    await page.close();
  });

  test('nobody stumbled', () => {
    expect(desk.errors).toEqual([]);
  });
});
