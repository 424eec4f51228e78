import type { Page } from '@playwright/test';
import { openPage, proposeName } from '../delegation.ts';
import { Office, type Planned } from '../office.ts';
import type { Server } from '../server.ts';

export interface Size {
  width: number;
  height: number;
}

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };
/** A large phone on its side. */
export const ASIDE = { width: 896, height: 414 };

/** Screens of a hall, lying and standing. */
const IN_THE_HALL = [
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
];

/** What is done at a stop: `name` tells it from the others, `sizes` are given where only they matter. */
export type Look = (page: Page, name: string, sizes?: readonly Size[]) => Promise<void>;

export async function beforeTheDesk(server: Server, desk: Page, look: Look): Promise<Office> {
  const setup = server.setupUrl;
  await desk.goto(setup);
  await desk.locator('input').first().waitFor();
  await look(desk, 'setup');
  const office = await Office.open(server.url, setup);
  await desk.goto(`${server.url}/signin`);
  await desk.locator('input').first().waitFor();
  await look(desk, 'sign-in');
  await desk.context().addCookies([office.cookie]);
  await desk.goto(`${server.url}/`);
  await desk.locator('#coming-head').waitFor();
  await look(desk, 'desk-empty');
  return office;
}

/** The identity of a partner, by its short name; with its first relation some papers are kept. */
async function partnerWithPapers(office: Office, slug: string): Promise<string> {
  const { id, relations } = await office.get<{
    id: string;
    relations: { record: { id: string } }[];
  }>(`/api/partners/${slug}`);
  const place = `relations/${relations[0]?.record.id ?? ''}`;
  await office.keep(place, '友好城市关系协议书.pdf', '%PDF-1.7\nAgreement\n%%EOF\n');
  await office.keep(place, 'Letter of the Lord Mayor, 14 September.pdf', '%PDF-1.7\n%%EOF\n');
  return id;
}

export async function atTheDesk(
  office: Office,
  url: string,
  session: string,
  event: { id: string; panel: string; plenary: string },
  desk: Page,
  look: Look,
): Promise<void> {
  const partner = await partnerWithPapers(office, 'S18');
  for (const [name, path, sign = 'h1'] of [
    ['desk', '/', '#coming-head'],
    ['sessions', '/sessions'],
    ['plan', '/sessions/new'],
    ['session', `/sessions/${session}`],
    ['edit', `/sessions/${session}/edit`],
    ['events', '/events'],
    ['event-new', '/events/new'],
    ['event', `/events/${event.id}`],
    ['event-edit', `/events/${event.id}/edit`],
    ['event-panel', `/sessions/${event.panel}/edit`],
    ['event-plenary', `/sessions/${event.plenary}`],
    ['run-sheet', `/sessions/${event.plenary}/run-sheet`],
    ['calendar', '/calendar'],
    ['calendar-week', '/calendar?view=week'],
    ['slots-empty', '/slots'],
    [
      'slots',
      '/slots?partners=S18,S19,S11,S28,S12&minutes=120&from=2027-02-08&to=2027-02-12&host=any',
      '[data-slot]',
    ],
    [
      'slots-pairs',
      '/slots?partners=S01,S02,S14,S28,E06&minutes=120&from=2027-03-26&to=2027-03-28',
      '[data-pair]',
    ],
    [
      'slots-wrong',
      '/slots?partners=S18&minutes=50&from=2027-02-08&to=2027-02-12',
      '[aria-invalid="true"]',
    ],
    ['invitations', `/sessions/${session}/invitations`],
    ['event-invitations', `/events/${event.id}/invitations`],
    ['protocol', `/sessions/${session}/protocol`],
    ['protocol-event', `/sessions/${event.panel}/protocol`],
    ['partners', '/partners'],
    ['partners-none', '/partners?q=nowhere', '.empty'],
    ['partner', '/partners/S18', '[data-paper]'],
    ['partner-new', '/partners/new', 'form'],
    ['partner-edit', '/partners/S18/edit', 'form'],
    ['registry', '/registry', '#networks'],
    ['registry-changes', '/registry/changes', '[data-batch]'],
    ['registry-history', `/registry/history/partner/${partner}`, '[data-version]'],
    ['projects', '/projects'],
    ['projects-list', '/projects?view=list&stalled=1'],
    ['import', '/import'],
    ['project-new', '/projects/new?partner=S18'],
    ['balance', '/balance?as_of=2020-10-26', '[data-place]'],
    [
      'balance-compared',
      '/balance?as_of=2020-10-26&compared=2015-01-01&months=12',
      '[data-figure="stock.all"]',
    ],
    ['balance-list', '/balance/list?figure=stock.sister&as_of=2020-10-26', '[data-record]'],
    ['balance-empty-list', '/balance/list?figure=civic&as_of=2020-10-26', '[data-total]'],
    ['balance-heatmap', '/balance/heatmap?as_of=2020-10-26', 'tbody tr'],
    ['balance-anniversaries', '/balance/anniversaries?as_of=2026-11-27', '[data-round]'],
    ['balance-funnel', '/balance/funnel'],
    ['balance-districts', '/balance/districts'],
    ['balance-leaders', '/balance/leaders?as_of=2020-10-26', '[data-place]'],
    ['nowhere', '/this-page-is-not-there'],
  ] as const) {
    await desk.goto(`${url}${path}`);
    await desk.locator(sign).first().waitFor();
    await look(desk, name);
  }
}

/** The page of a delegation, and what its contact person proposes at the desk. */
export async function delegationPage(
  office: Office,
  event: { id: string; guests: string[] },
  desk: Page,
  look: Look,
): Promise<void> {
  const [guests = ''] = event.guests;
  const link = await openPage(office, event.id, guests);
  await desk.goto(link);
  const member = desk.locator('[data-member]').first();
  await member.waitFor();
  await look(desk, 'delegation');
  await member.getByRole('button').first().click();
  await desk.locator('[data-member] form').waitFor();
  await look(desk, 'delegation-answer');
  await proposeName(link);
  await desk.reload();
  await desk.locator('[data-proposal]').waitFor();
  await member.getByRole('button').last().click();
  await look(desk, 'delegation-correction');
  const origin = new URL(link).origin;
  await desk.goto(`${origin}/events/${event.id}`);
  await desk.locator('[data-proposal]').waitFor();
  await look(desk, 'event-proposal');
}

/** Begins a connection test, and leaves the page to it. */
export async function beginTest(page: Page, link: string, look: Look): Promise<Page> {
  await page.goto(link.replace('/j#', '/check#'));
  await page.getByTestId('begin').waitFor();
  await look(page, 'check');
  await page.getByTestId('begin').click();
  return page;
}

/** The list at the entrance of the hall, where one has come, and a camera that is not allowed. */
export async function atTheDoor(
  office: Office,
  planned: Planned,
  page: Page,
  look: Look,
): Promise<void> {
  const path = `/api/sessions/${planned.session}/door-link`;
  const { url } = await office.post<{ url: string }>(path, {});
  await page.goto(url);
  const [came] = planned.people.slice(-2);
  const guest = page.locator(`[data-guest="${came?.id ?? ''}"]`);
  await guest.locator('[data-do="arrive"]').waitFor();
  await look(page, 'check-in');
  await guest.locator('[data-do="arrive"]').click();
  await page.locator('.count[data-inside="1"]').waitFor();
  await page.locator('[data-unsent="0"]').waitFor();
  await look(page, 'check-in-marked');
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('as somebody who said no', 'NotAllowedError'));
  });
  await page.locator('.scan button').click();
  await page.locator('dialog[open] video').waitFor({ state: 'hidden' });
  await look(page, 'check-in-refused');
}

/** The screen in the hall. */
export async function onTheWall(
  office: Office,
  { session }: Planned,
  name: string,
  page: Page,
  look: Look,
): Promise<void> {
  const { url } = await office.post<{ url: string }>(`/api/sessions/${session}/wall-link`, {});
  await page.goto(url);
  await page.locator('[data-wall-phase]').waitFor();
  await look(page, name);
  await look(page, `${name}-hall`, IN_THE_HALL);
  await page.close();
}

/** The draft, the approved text, and what a participant reads of it. */
export async function minutes(desk: Page, address: string, page: Page, look: Look): Promise<void> {
  await desk.setViewportSize(DESKTOP);
  await desk.goto(address);
  await desk.locator('[data-minutes="draft"]').click();
  await desk.locator('[data-minutes-text="open"]').waitFor();
  await look(desk, 'minutes');
  await desk.setViewportSize(DESKTOP);
  await desk.locator('[data-minutes="approve"]').click();
  await desk.locator('[data-minutes="yes"]').click();
  await desk.locator('[data-minutes-text="frozen"]').waitFor();
  await look(desk, 'minutes-approved');
  await page.reload();
  await page.locator('[data-own-minutes]').waitFor();
  await look(page, 'after-minutes');
}

/** The history once a meeting was held here: the list, that entry, what may be added, and one by hand. */
export async function exchanges(office: Office, desk: Page, look: Look): Promise<void> {
  const { origin } = new URL(desk.url());
  const { items } = await office.get<{ items: { record: { id: string; partners: string[] } }[] }>(
    '/api/exchanges',
  );
  const held = items[0]?.record;
  const entered = await office.post<{ record: { id: string } }>('/api/exchanges', {
    title: { 'zh-CN': '友城代表团来访', en: 'A delegation of partner cities' },
    kind: 'visit_received',
    direction: 'received',
    on: '2026-09',
    partners: held?.partners ?? [],
    rank: 'vice_mayor',
    headcount: { number: 40, at_least: true },
    substance: 'talks',
    field: 'health',
    note: '建立医院间合作。',
    provenance: { confidence: null, sources: ['外办简报'] },
  });
  const kept = `exchanges/${entered.record.id}`;
  await office.keep(kept, '致辞.pdf', '%PDF-1.7\nSpeech\n%%EOF\n');
  await office.keep(kept, 'Programme of the three days, as agreed.txt', 'Day one\n');
  await office.keep(kept, '合影.jpg', await desk.screenshot({ type: 'jpeg' }));
  await office.keep(kept, 'DSC_0042.png', await desk.screenshot());
  for (const [name, path, sign] of [
    ['exchanges', '/exchanges', '[data-exchange]'],
    ['exchanges-none', '/exchanges?kind=aid', 'main a'],
    ['exchange-held', `/exchanges/${held?.id ?? ''}`, '[data-fact]'],
    ['exchange-held-edit', `/exchanges/${held?.id ?? ''}/edit`, '[data-do="save"]'],
    ['exchange', `/exchanges/${entered.record.id}`, '[data-paper] img'],
    ['exchange-edit', `/exchanges/${entered.record.id}/edit`, '[data-do="save"]'],
    ['exchange-new', '/exchanges/new', '[data-do="save"]'],
  ] as const) {
    await desk.goto(`${origin}${path}`);
    await desk.locator(sign).first().waitFor();
    await look(desk, name);
  }
}
