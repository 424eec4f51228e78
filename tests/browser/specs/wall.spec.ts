import { expect, type Page, test } from '@playwright/test';
import { inside, knock, openTab } from '../support/meeting.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessible } from '../support/rules.ts';
import { Server } from '../support/server.ts';

interface Session {
  plan: { session: string; people: { id: string }[]; agenda: { id: string }[] };
  links: { person: string; url: string }[];
}

const SCREEN = { width: 1920, height: 1080 };
const SECRET = 'Land for the new port';

const person = (delegation: string, role: string, name: Record<string, string>) => ({
  ...{ id: `${delegation}-p`, delegation, role, rank: 'mayor', name },
  ...{ title: { en: 'Mayor', 'zh-CN': '市长' }, language: 'en' },
});
const item = (title: Record<string, string>, speaker: string, open = true) => ({
  ...{ title, kind: 'speech', speaker, minutes: 10, open },
});

const plan = {
  title: { 'zh-CN': '水与城市', en: 'Cities of water' },
  starts_at: Date.now() * 1000,
  minutes: 60,
  zone: 'Asia/Shanghai',
  languages: ['zh-CN', 'en'],
  admission: 'automatic',
  delegations: [
    { id: 'd-0', city: { 'zh-CN': '杭州', en: 'Hangzhou' }, country: 'CN' },
    { id: 'd-1', partner: 'S18' },
  ],
  people: [
    person('d-0', 'host', { en: 'Lin Yue', 'zh-CN': '林月' }),
    person('d-1', 'delegate', { en: 'Katharina Vogel' }),
  ],
  agenda: [
    item({ en: 'Opening', 'zh-CN': '开幕' }, 'd-0-p'),
    item({ en: SECRET, 'zh-CN': '新港用地' }, 'd-1-p', false),
    item({ en: 'Rivers', 'zh-CN': '河流' }, 'd-1-p'),
  ],
};

/** Seconds that the clock on the wall shows. */
async function shownSeconds(wall: Page): Promise<number> {
  const value = (await wall.locator('[data-clock]').getAttribute('data-clock')) ?? '';
  const [minutes = 0, seconds = 0] = value.split(':').map(Number);
  return minutes * 60 + seconds;
}

test('the wall of the hall follows the session, and shows nothing of what is closed', async () => {
  const server = new Server();
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const { session } = await office.post<{ session: Session }>('/api/sessions', { plan });
  const { people, agenda } = session.plan;
  const [opening = '', closed = '', rivers = ''] = agenda.map(({ id }) => id);
  const linkOf = (id?: string) => session.links.find((one) => one.person === id)?.url ?? '';
  const [who] = cast;
  if (!who) throw new Error('a host is needed');
  const desk = await Desk.open(who, 'chromium');
  const screen = await desk.browser.newContext({ viewport: SCREEN, locale: 'en-GB' });
  try {
    await desk.context.addCookies([office.cookie]);
    const page = await desk.page();
    await page.goto(`${server.url}/sessions/${session.plan.session}`);
    await page.getByRole('button', { name: 'Make a display link' }).click();
    const made = page.locator('[data-wall-link]');
    const link = (await made.getAttribute('data-wall-link')) ?? '';

    const wall = await screen.newPage();
    const asked: string[] = [];
    wall.on('request', (request) => asked.push(request.url()));
    await wall.goto(link);
    const now = wall.locator('[data-now]');
    await expect(wall.locator(`[data-next="${opening}"]`)).toContainText('开幕');
    expect(wall.url()).toBe(`${server.url}/wall`);
    const token = new URL(link).hash.slice(1);
    expect(asked.filter((url) => url.includes('/api/') && url.includes(token))).toEqual([]);
    await expectAccessible(wall);

    const room = await desk.page();
    await knock(room, linkOf(people[0]?.id));
    await inside(room);
    await openTab(room, 'agenda');
    const start = (id: string) =>
      room.locator(`[data-item="${id}"] [data-item-action="start"]`).click();
    await start(opening);
    await expect(now).toHaveAttribute('data-now', opening);
    await expect(now).toContainText('Opening');
    await expect(now).toContainText('林月');
    await expect(wall.locator('[data-live="polite"]')).toContainText('Opening');
    const first = await shownSeconds(wall);
    await expect.poll(() => shownSeconds(wall)).toBeLessThan(first);
    await expectAccessible(wall);

    await start(closed);
    await expect(now).toHaveAttribute('data-closed', 'true');
    await expect(now).toContainText('Closed part');
    await expect(wall.locator('[data-speaker]')).toHaveCount(0);
    expect(await wall.content()).not.toContain(SECRET);
    await expectAccessible(wall);

    await server.kill();
    await expect(wall.locator('[data-lost]')).toBeVisible();
    await expect(room.locator('[data-line="lost"]')).toBeVisible();
    await expectAccessible(wall);
    await server.start();
    await expect(wall.locator('[data-lost]')).toHaveCount(0, { timeout: 15_000 });
    await expect(room.locator('[data-line="lost"]')).toHaveCount(0, { timeout: 15_000 });
    await start(rivers);
    await expect(now).toHaveAttribute('data-now', rivers);
    await expect(now).toContainText('Katharina Vogel');

    // A screen that starts again knows its link.
    await wall.reload();
    await expect(now).toHaveAttribute('data-now', rivers);
    await page.getByRole('button', { name: 'Revoke the display link' }).click();
    await expect(wall.locator('[data-problem="revoked_link"]')).toBeVisible({ timeout: 15_000 });
    await expectAccessible(wall);
  } finally {
    await screen.close();
    await desk.close();
    await server.stop();
  }
});
