import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { photographed } from '../support/camera.ts';
import { readCsv } from '../support/csv.ts';
import { inside, knock, leave, openTab } from '../support/meeting.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessible } from '../support/rules.ts';
import { Server } from '../support/server.ts';

interface Session {
  plan: { session: string; people: { id: string }[] };
  links: { person: string; url: string }[];
}

interface Held {
  totals: { present: number; online: number; in_hall: number };
  amended_at: number | null;
  ended_at: number;
  opened_at: number;
  participants: { person: string; hall: { from: number; to: number; end: string }[] }[];
}

const PHONE = { width: 390, height: 844 };
/** How far the script's own clock may be from what it did (ms). */
const NEAR = 3_000;

const person = (delegation: string, role: string, name: Record<string, string>, venue: string) => ({
  ...{ delegation, role, rank: 'vice_mayor', name, title: {}, language: 'en', venue },
});

const plan = {
  title: { 'zh-CN': '水与城市', en: 'Cities of water' },
  starts_at: Date.now() * 1000,
  minutes: 60,
  zone: 'Asia/Shanghai',
  languages: ['zh-CN', 'en'],
  admission: 'automatic',
  hall: { place: { 'zh-CN': '市民中心', en: 'Civic Hall' } },
  delegations: [
    { id: 'd-0', city: { 'zh-CN': '杭州', en: 'Hangzhou' }, country: 'CN' },
    { id: 'd-1', partner: 'S18' },
  ],
  people: [
    person('d-0', 'host', { en: 'Lin Yue' }, 'online'),
    person('d-0', 'delegate', { 'zh-CN': '王芳', en: 'Wang Fang' }, 'hall'),
    person('d-1', 'delegate', { en: 'Anna Weber' }, 'hall'),
    person('d-1', 'delegate', { en: 'Omar Haddad', ar: 'عمر حداد' }, 'hall'),
    person('d-1', 'delegate', { en: 'Kim Seo-yeon', ko: '김서연' }, 'hall'),
  ],
  agenda: [],
};

/** A helper's telephone. */
class Phone {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(desk: Desk, link: string, locale = 'en-GB'): Promise<Phone> {
    const context = await desk.browser.newContext({ viewport: PHONE, locale });
    const page = await context.newPage();
    await page.goto(link);
    await expect(page.locator('[data-inside]').first()).toBeVisible();
    return new Phone(context, page);
  }

  guest(id: string) {
    return this.page.locator(`[data-guest="${id}"]`);
  }

  /** Marks somebody and gives when that was. */
  async mark(id: string, what: 'arrive' | 'leave'): Promise<number> {
    await this.guest(id).locator(`[data-do="${what}"]`).click();
    await expect(this.guest(id)).toHaveAttribute('data-inside', String(what === 'arrive'));
    return Date.now();
  }

  /** So many marks of this device are not with the service yet. */
  async waits(count: number): Promise<void> {
    await expect(this.page.locator('[data-unsent]')).toHaveAttribute('data-unsent', String(count));
  }

  async sees(count: number): Promise<void> {
    await expect(this.page.locator('.count')).toHaveAttribute('data-inside', String(count));
  }
}

test('who comes to the hall is in the record, though the network was not there', async () => {
  const server = new Server();
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const { session } = await office.post<{ session: Session }>('/api/sessions', { plan });
  const id = session.plan.session;
  const [host = '', wang = '', anna = '', omar = '', kim = ''] = session.plan.people.map(
    (one) => one.id,
  );
  const linkOf = (person: string) => session.links.find((one) => one.person === person)?.url ?? '';
  const [who] = cast;
  if (!who) throw new Error('a host is needed');
  const desk = await Desk.open(who, 'chromium');
  try {
    await desk.context.addCookies([office.cookie]);
    const page = await desk.page();
    await page.goto(`${server.url}/sessions/${id}`);
    await page.getByRole('button', { name: 'Make a check-in link' }).click();
    const made = page.locator('[data-door-link]');
    await expect(made).toBeVisible();
    const link = (await made.getAttribute('data-door-link')) ?? '';
    expect(new URL(link).pathname).toBe('/check-in');
    await expectAccessible(page);

    const room = await desk.page();
    await knock(room, linkOf(host));
    await inside(room);
    await openTab(room, 'people');
    const count = room.locator('[data-hall-count]');
    await expect(count).toHaveText('0 of 4 are here');

    const one = await Phone.open(desk, link);
    await expectAccessible(one.page);
    const wangCame = await one.mark(wang, 'arrive');
    const annaCame = await one.mark(anna, 'arrive');
    await one.waits(0);
    await expect(count).toHaveText('2 of 4 are here');
    await expect(room.locator(`[data-in-hall="${wang}"]`)).toContainText('Wang Fang');
    await expect(page.locator('[data-hall] [data-inside]')).toHaveAttribute('data-inside', '2');

    await one.context.setOffline(true);
    await expect(one.page.getByText('No network. Go on')).toBeVisible();
    const kimCame = await one.mark(kim, 'arrive');
    await one.waits(1);

    // Another telephone sees what the first had handed over, and marks the same arrival later.
    const two = await Phone.open(desk, link, 'ar');
    await expectAccessible(two.page);
    await two.sees(2);
    const kimSeen = await two.mark(kim, 'arrive');
    const annaLeft = await two.mark(anna, 'leave');
    await two.mark(wang, 'leave');
    await two.guest(wang).locator('[data-do="undo"]').click();
    await expect(two.guest(wang)).toHaveAttribute('data-inside', 'true');
    await two.waits(0);

    // With neither a network nor a service the page is there again, and what was marked.
    await server.kill();
    await one.page.reload();
    await one.waits(1);
    await one.sees(3);
    await expect(one.guest(kim)).toHaveAttribute('data-inside', 'true');
    const omarCame = await one.mark(omar, 'arrive');
    await one.waits(2);
    // What the room shows meanwhile it knows from before.
    const lost = room.locator('[data-line="lost"]');
    await expect(lost).toBeVisible();
    await server.start();
    await expect(lost).toHaveCount(0);
    await expect(count).toHaveText('2 of 4 are here');

    // The session ends before the first telephone finds a network.
    await leave(room, 'all');
    await expect(async () => {
      const now = await office.get<Held>(`/api/sessions/${id}/record`);
      expect(now.ended_at).toBeTruthy();
    }).toPass({ timeout: 20_000 });
    await one.context.setOffline(false);
    await one.waits(0);
    await two.sees(3);

    const held = await office.get<Held>(`/api/sessions/${id}/record`);
    expect(held.totals).toMatchObject({ present: 5, online: 1, in_hall: 4 });
    expect(held.amended_at).toBeGreaterThan(held.ended_at);
    const stays = (person: string) =>
      held.participants.find((other) => other.person === person)?.hall ?? [];
    /** One stay, that began then and ended so. */
    const expectStay = (person: string, from: number, to: number, end: string) => {
      const [stay, ...more] = stays(person);
      expect(more, 'one stay').toEqual([]);
      expect(stay?.end).toBe(end);
      expect(Math.abs((stay?.from ?? 0) / 1000 - Math.max(from, opened))).toBeLessThan(NEAR);
      expect(Math.abs((stay?.to ?? 0) / 1000 - to)).toBeLessThan(NEAR);
    };
    const [opened, ended] = [held.opened_at / 1000, held.ended_at / 1000];
    expect(kimSeen, 'the second saw it later').toBeGreaterThan(kimCame);
    expectStay(wang, wangCame, ended, 'ended');
    expectStay(anna, annaCame, annaLeft, 'left');
    expectStay(kim, kimCame, ended, 'ended');
    expectStay(omar, omarCame, ended, 'ended');

    const [head = [], ...rows] = readCsv(
      await office.text(`/api/sessions/${id}/record/attendance.csv?lang=en`),
    );
    const where = head.indexOf('Where');
    expect(rows.map((row) => row[where])).toEqual(['online', 'hall', 'hall', 'hall', 'hall']);
    await page.goto(`${server.url}/sessions/${id}/record`);
    await expect(page.getByText('Civic Hall · 4 in the hall, 1 online')).toBeVisible();
    await expect(
      page.locator('#main').getByText('The record was filed anew with it.'),
    ).toBeVisible();
    await expectAccessible(page);
    expect(desk.errors).toEqual([]);
  } finally {
    await desk.close();
    await server.stop();
  }
});

test('a guest shows a code that opens nothing, and a link that was revoked leaves no list', async () => {
  const server = new Server();
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const { session } = await office.post<{ session: Session }>('/api/sessions', { plan });
  const id = session.plan.session;
  const [, wang = ''] = session.plan.people.map((one) => one.id);
  const linkOf = (person: string) => session.links.find((one) => one.person === person)?.url ?? '';
  const [, who] = cast;
  if (!who) throw new Error('a guest is needed');
  const desk = await Desk.open(who, 'chromium', { width: PHONE.width, height: PHONE.height });
  try {
    const own = await desk.page();
    await own.goto(linkOf(wang));
    const shown = own.locator('[data-hall-code]');
    await expect(shown).toContainText('Civic Hall');
    const code = (await shown.getAttribute('data-hall-code')) ?? '';
    await expect(shown.getByRole('img', { name: `Check-in code ${code}` })).toBeVisible();
    await expectAccessible(own);
    expect(linkOf(wang)).not.toContain(code);

    const { url } = await office.post<{ url: string }>(`/api/sessions/${id}/door-link`, {});
    const phone = await Phone.open(desk, url);
    await phone.page.getByLabel('Find a person').fill(code.toLowerCase());
    await expect(phone.page.locator('[data-guest]')).toHaveCount(1);
    await phone.page.getByLabel('Find a person').fill('王');
    await expect(phone.guest(wang)).toBeVisible();
    await office.post(`/api/sessions/${id}/door-link`, {});
    await expect(phone.page.locator('[data-problem="revoked_link"]')).toBeVisible();
    const kept = await phone.page.evaluate(
      () =>
        new Promise((done) => {
          const opened = indexedDB.open('yunqiao-check-in');
          opened.onsuccess = () => {
            const all = opened.result.transaction('doors').objectStore('doors').getAll();
            all.onsuccess = () => done(all.result.length);
          };
        }),
    );
    expect(kept, 'no names stay on the device').toBe(0);
    expect(desk.errors).toEqual([]);
  } finally {
    await desk.close();
    await server.stop();
  }
});

test('a guest is checked in by showing their code to the camera of a telephone', async () => {
  const server = new Server();
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const { session } = await office.post<{ session: Session }>('/api/sessions', { plan });
  const id = session.plan.session;
  const [, wang = '', anna = ''] = session.plan.people.map((one) => one.id);
  const [helper, who] = cast;
  if (!helper || !who) throw new Error('a guest and a helper are needed');
  const guest = await Desk.open(who, 'chromium');
  const opened = [guest];
  try {
    const own = await guest.page();
    await own.goto(session.links.find(({ person }) => person === wang)?.url ?? '');
    const code = await photographed(own.locator('[data-hall-code]').getByRole('img'));
    const desk = await Desk.open(helper, 'chromium', { sees: code });
    opened.push(desk);

    const { url } = await office.post<{ url: string }>(`/api/sessions/${id}/door-link`, {});
    const phone = await Phone.open(desk, url);
    await phone.page.getByRole('button', { name: 'Scan a code' }).click();
    const scan = phone.page.getByRole('dialog');
    await expect(scan.getByText('has arrived')).toHaveText(/Wang Fang|王芳/);
    await expectAccessible(phone.page);
    await scan.getByRole('button', { name: 'Stop scanning' }).click();
    await expect(phone.guest(wang)).toHaveAttribute('data-inside', 'true');
    await expect(phone.guest(anna)).toHaveAttribute('data-inside', 'false');
    await phone.waits(0);
    await phone.sees(1);

    // Shown again, it is nobody else and nothing new.
    await phone.page.getByRole('button', { name: 'Scan a code' }).click();
    await expect(scan.getByText('is here already')).toBeVisible();
    await scan.getByRole('button', { name: 'Stop scanning' }).click();
    await phone.sees(1);
    await phone.waits(0);
    expect([...guest.errors, ...desk.errors]).toEqual([]);
  } finally {
    await Promise.all(opened.map((desk) => desk.close()));
    await server.stop();
  }
});
