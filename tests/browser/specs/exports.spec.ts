import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { press } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { hasPython } from '../support/python.ts';
import { expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';
import { exported, type Line, type Locale, type Value } from '../support/tables.ts';
import { wordsOf } from '../support/words.ts';

test.skip(!hasPython, 'the Python packages of the tests are needed');

const server = new Server();
const folder = mkdtempSync(join(tmpdir(), 'yunqiao-exports-'));
let office: Office;

interface Partners {
  items: { id: string; slug: string }[];
}

test.beforeAll(async () => {
  server.demo();
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  const { items } = await office.get<Partners>('/api/partners');
  const ids = (...slugs: string[]) =>
    slugs.map((slug) => items.find((one) => one.slug === slug)?.id ?? '');
  // What cells are made of: signs of formulas, quotes, line ends, several scripts, money, lower bounds.
  await office.post('/api/exchanges', {
    title: { 'zh-CN': '=1+1，“港口”', en: '=1+1, "Harbours"', ar: 'موانئ' },
    kind: 'aid',
    on: '2020-03-05',
    to: '2020-03-09',
    partners: ids('S01', 'S18'),
    field: 'health',
    rank: 'vice_mayor',
    substance: 'signed',
    headcount: { number: 870, at_least: true },
    groups: { number: 3 },
    aid: { hundredths: 123_456_705, currency: 'EUR' },
    note: '-1\n@x <b>&amp;</b> 😀 مرحبا',
  });
  const department = await office.post<{ record: { id: string } }>('/api/departments', {
    names: { 'zh-CN': '水务局', en: 'Water Bureau' },
  });
  await office.post('/api/intents', {
    title: { 'zh-CN': '洪水预报数据共享', en: 'Sharing flood forecasts' },
    said_on: '2019-09-05',
    field: 'environment',
    partners: ids('S18'),
    owner: department.record.id,
    due: '2020-06',
    steps: [{ on: '2020-01-15', stage: 'talks', text: '+86' }],
  });
  await office.post('/api/intents', {
    title: { 'zh-CN': '围棋友谊赛', en: 'A tournament of Go' },
    said_on: '2019',
  });
});

test.afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

for (const [locale, browser] of [
  ['zh-CN', 'zh-CN'],
  ['en', 'en-GB'],
] as const)
  test(`in ${locale} the files say what the pages show`, async () => {
    const [who] = cast;
    if (!who) throw new Error('somebody must sit at the desk');
    const desk = await Desk.open(who, 'chromium', {
      locale: browser,
      calm: true,
    });
    await desk.context.addCookies([office.cookie]);
    const page = await desk.page();
    const officer = new Officer(page, locale);
    await officer.exchanges();
    await officer.partners();
    await officer.projects();
    await officer.balance();
    await officer.wholeTables();
    expect(desk.errors).toEqual([]);
    await desk.close();
  });

const names = (value: Value | undefined): string[] =>
  Array.isArray(value) ? value.map((one) => (typeof one === 'string' ? one : one.name)) : [];

/** Whoever fetches the tables, and what they read on the pages beside. */
class Officer {
  readonly #words: (key: string) => string;

  constructor(
    private readonly page: Page,
    private readonly locale: Locale,
  ) {
    const areas = ['common', 'desk', 'exchanges', 'projects', 'registry', 'balance'];
    this.#words = wordsOf(locale, areas);
  }

  async #at(path: string): Promise<void> {
    await this.page.goto(`${server.url}${path}`);
    await this.page.locator('h1').waitFor();
  }

  readonly #fetch = (table: string): Promise<Line[]> =>
    exported(this.page, table, { locale: this.locale, folder });

  readonly #title = ({ text }: Line): string =>
    text[this.locale === 'en' ? 'title_en' : 'title_zh'] ?? '';

  /** A date as people read it, as exactly as it is known. */
  #day(date: Value | undefined, month: 'long' | 'short' = 'long'): string {
    const text = String(date);
    const parts = text.split('-').length;
    return new Intl.DateTimeFormat(this.locale === 'en' ? 'en-GB' : this.locale, {
      year: 'numeric',
      ...(parts > 1 && { month }),
      ...(parts > 2 && { day: 'numeric' }),
      timeZone: 'UTC',
    }).format(new Date(text));
  }

  async exchanges(): Promise<void> {
    await this.#at('/exchanges?from=2018-01-01&to=2020-12-31&field=health');
    const few = await this.#fetch('exchanges');
    const tricky = few.find(({ value }) => value.title_en === '=1+1, "Harbours"');
    expect(tricky?.value).toMatchObject({
      aid: '1234567.05',
      currency: 'EUR',
      end: '2020-03-09',
    });

    await this.#at('/exchanges');
    const records = this.page.locator('tr[data-exchange]');
    await records.first().waitFor();
    const shown = await records.evaluateAll((rows) =>
      rows.map((row) => {
        const text = (part: string) => row.querySelector<HTMLElement>(part)?.innerText ?? '';
        return {
          id: row.getAttribute('data-exchange'),
          on: row.querySelector('time')?.dateTime,
          title: row.querySelector('th a')?.textContent.trim(),
          about: text('.under'),
          partners: [...row.querySelectorAll('.cities li a')].map((one) => one.textContent.trim()),
          rank: text('.rank'),
          people: row.querySelector('.n')?.firstElementChild?.hasAttribute('aria-hidden')
            ? text('.n [aria-hidden]')
            : text('.n').split('\n')[0],
        };
      }),
    );
    const lines = await this.#fetch('exchanges');
    const total = await this.page.locator('[data-total]').getAttribute('data-total');
    expect(lines).toHaveLength(Number(total));
    expect(shown).toHaveLength(Math.min(50, lines.length));
    shown.forEach((row, place) => {
      const line = lines[place];
      if (!line) throw new Error('fewer lines than rows');
      const { value, text } = line;
      const rank = value.rank as string | null;
      expect(row).toMatchObject({
        id: value.id,
        on: value.date,
        title: this.#title(line),
        rank: rank === null ? '' : this.#words(`rank.${rank}`),
        people: text.headcount,
      });
      expect(row.about).toContain(this.#words(`exchanges.kind.${value.kind as string}`));
      // Of many partners the page names three.
      const partners = names(value.partners);
      expect(row.partners).toEqual(partners.length > 4 ? partners.slice(0, 3) : partners);
    });
  }

  async partners(): Promise<void> {
    await this.#at('/partners?kind=sister&sort=oldest');
    const rows = this.page.getByRole('row');
    await expect(rows.nth(1)).toBeVisible();
    const shown = await rows.evaluateAll((all) =>
      all.slice(1).map((row) => ({
        slug: row.querySelector('th a')?.getAttribute('href')?.split('/').at(-1),
        name: row.querySelector('th a')?.textContent.trim(),
        relation: row.querySelector('.relation')?.textContent.trim(),
        since: row.querySelector('.since')?.textContent.trim(),
        last: row.querySelector('.last bdi')?.textContent.trim(),
      })),
    );
    const lines = await this.#fetch('partners');
    expect(lines.length).toBeGreaterThan(20);
    const expected = lines.map(({ value }) => ({
      slug: value.slug,
      name: value[this.locale === 'en' ? 'name_en' : 'name_zh'],
      relation: this.#words(`relation.${value.relation as string}`),
      since: value.since === null ? this.#words('partners.since_unknown') : this.#day(value.since),
      last: value.last_exchange === null ? undefined : this.#day(value.last_exchange),
    }));
    expect(shown).toEqual(expected);
    await expectAccessibleAt(this.page, [1440, 390]);
  }

  async projects(): Promise<void> {
    await this.#at('/projects');
    await expect(this.page.locator('[data-project]')).toHaveCount(2);
    expect(await this.#fetch('intents')).toHaveLength(2);
    await this.#at('/projects?view=list&field=environment');
    const row = this.page.locator('tr[data-project]');
    await expect(row).toHaveCount(1);
    const [line, ...others] = await this.#fetch('intents');
    if (!line) throw new Error('nothing was fetched');
    expect(others).toEqual([]);
    const { value } = line;
    await expect(row).toHaveAttribute('data-project', String(value.id));
    const cells = [
      this.#title(line),
      this.#words(`stage.${value.stage as string}`),
      ...names(value.partners),
      ...names(value.owner),
      this.#day(value.stage_date, 'short'),
      this.#day(value.due, 'short'),
    ];
    for (const cell of cells) await expect(row).toContainText(cell);
    expect(value).toMatchObject({
      progress: '+86',
      due: '2020-06',
      stalled: true,
      overdue: true,
    });
  }

  async balance(): Promise<void> {
    await this.#at('/balance?as_of=2020-10-26&from=2018-01-01&to=2019-12-31');
    await this.page.locator('[data-figure="stock.all"]').first().waitFor();
    // Some stand for one kind of relation alone, and lead to its records.
    const shown = await this.page
      .locator('a[data-figure]:not([href*="kind="])')
      .evaluateAll((all) =>
        all.map((one) => [one.getAttribute('data-figure') ?? '', one.textContent.trim()] as const),
      );
    const figures = new Map((await this.#fetch('figures')).map((line) => [line.value.key, line]));
    let compared = 0;
    for (const [key, text] of shown) {
      // Shares and indices are rounded on the page.
      if (!/^[\d,]+\+?$/.test(text)) continue;
      const { value } = figures.get(key) ?? {};
      const said = [value?.value, value?.part, value?.whole].map((number) => {
        const isBound = number === value?.value && value?.bound === 'at_least';
        return `${String(number)}${isBound ? '+' : ''}`;
      });
      expect(said, key).toContain(text.replaceAll(',', ''));
      compared += 1;
    }
    expect(compared).toBeGreaterThan(40);
    const quiet = await this.#fetch('dormancy');
    const dormant = quiet.filter(({ value }) => value.state === 'dormant').length;
    const number = this.page.locator('[data-figure="dormant"]').first();
    await expect(number).toHaveText(String(dormant));
    const map = this.page.locator('section[aria-labelledby="map-head"]');
    await press(map, this.#words('balance.as_table'));
    const places = await this.#fetch('map');
    await expect(map.getByRole('row')).toHaveCount(places.length + 1);
    await this.#at('/balance/heatmap?as_of=2020-10-26');
    const heat = await this.#fetch('heatmap');
    expect(heat).toHaveLength(quiet.length);
  }

  async wholeTables(): Promise<void> {
    await this.#at('/registry');
    const relations = await this.#fetch('relations');
    const { total } = await office.get<{ total: number }>('/api/relations?owner=any');
    expect(relations).toHaveLength(total);
    const departments = await this.#fetch('departments');
    expect(departments.map(({ text }) => text.name)).toContain(
      this.locale === 'en' ? 'Water Bureau' : '水务局',
    );
    await expectAccessibleAt(this.page, [1440, 390]);
  }
}
