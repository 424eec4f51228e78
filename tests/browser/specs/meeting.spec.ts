import { expect, type Page, test } from '@playwright/test';
import { readCsv, seconds, shanghai } from '../support/csv.ts';
import { admit, control, inside, join, knock, leave, openTab, tile } from '../support/meeting.ts';
import { Office, type Planned, planMeeting } from '../support/office.ts';
import { cast, Desk, firefoxCanMeet } from '../support/people.ts';
import { expectToHear, expectToSee, widthOf } from '../support/senses.ts';
import { Server } from '../support/server.ts';
import { Truth } from '../support/truth.ts';

/** What a click and the moment that the server notes may lie apart, in milliseconds. */
const NEAR = 4_000;

const server = new Server();
const desks: Desk[] = [];
const pages: Page[] = [];
const truth = new Truth();
let office: Office;
let planned: Planned;

const person = (index: number) => {
  const who = cast[index];
  const invited = planned.people[index];
  const page = pages[index];
  if (!who || !invited || !page) throw new Error(`nobody has number ${index}`);
  return { who, page, id: invited.id, link: invited.link };
};

const everybody = () => cast.map((_, index) => person(index));

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  planned = await planMeeting(
    office,
    cast.map((who) => who.name),
    ['S18', 'S19', 'S07'],
    {
      items: [
        { title: 'Opening', minutes: 5 },
        { title: 'Flood care', minutes: 20 },
        { title: 'Photo', minutes: 5 },
      ],
    },
  );
  for (const [index, who] of cast.entries()) {
    const engine = index === 2 && firefoxCanMeet ? 'firefox' : 'chromium';
    const desk = await Desk.open(who, engine);
    desks.push(desk);
    pages.push(await desk.page());
  }
  console.log(desks.map((desk) => `${desk.engine} ${desk.browser.version()}`).join(', '));
});

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
});

test('the host comes in directly, the others wait at the door', async () => {
  const host = person(0);
  await knock(host.page, host.link);
  await inside(host.page);
  truth.came(host.id);
  for (const guest of everybody().slice(1)) {
    await knock(guest.page, guest.link);
    await expect(guest.page.locator('[data-lobby]')).toBeVisible();
    await admit(host.page, guest.id);
    await inside(guest.page);
    await expect(guest.page.locator('main'), 'keys go on in the room').toBeFocused();
    truth.came(guest.id);
  }
});

test('everybody sees the colour of everybody, and hears the tones of the others', async () => {
  for (const seer of everybody()) {
    for (const seen of everybody()) {
      if (seen.id !== seer.id) await expectToSee(seer.page, seen.id, seen.who);
    }
  }
  for (const hearer of everybody()) {
    const others = everybody().filter((other) => other.id !== hearer.id);
    await expectToHear(
      hearer.page,
      others.map((other) => other.who),
      cast,
    );
  }
});

test('the picture that arrives grows and shrinks with its tile', async () => {
  const host = person(0);
  const [, second, third] = everybody();
  if (!second || !third) throw new Error('four people meet');
  await host.page.getByRole('radio', { name: 'Speaker' }).check({ force: true });
  const sizes = async () => {
    const shown = await Promise.all(
      everybody()
        .slice(1)
        .map(async ({ id }) => {
          const box = await tile(host.page, id).boundingBox();
          return { tile: box?.width ?? 0, picture: await widthOf(host.page, id) };
        }),
    );
    return shown.sort((a, b) => b.tile - a.tile);
  };
  await expect
    .poll(
      async () => {
        const [largest, ...rest] = await sizes();
        return (
          largest &&
          rest.every((small) => small.picture < largest.picture && small.tile < largest.tile)
        );
      },
      { message: 'the large tile gets more pixels than the small ones', timeout: 90_000 },
    )
    .toBe(true);
  await host.page.getByRole('radio', { name: 'Grid' }).check({ force: true });
});

test('a microphone that is off is heard by nobody, and everybody sees it', async () => {
  const [host, second, third] = everybody();
  if (!host || !second || !third) throw new Error('four people meet');
  await control(second.page, 'mic').click();
  await expect(control(second.page, 'mic')).toHaveAttribute('data-state', 'off');
  await expect(tile(host.page, second.id)).toHaveAttribute('aria-label', /microphone off/);
  const heard = everybody().filter((other) => other.id !== second.id && other.id !== host.id);
  await expectToHear(
    host.page,
    heard.map((other) => other.who),
    cast,
  );
  await control(second.page, 'mic').click();
  await expectToHear(
    host.page,
    everybody()
      .slice(1)
      .map((other) => other.who),
    cast,
  );

  // The host closes it; the person may open it again.
  await openTab(host.page, 'people');
  await host.page.locator(`[data-person-row="${second.id}"] button[aria-expanded]`).click();
  await host.page.locator('[data-person-action="mute"]').click();
  await expect(control(second.page, 'mic')).toHaveAttribute('data-state', 'off');
  await control(second.page, 'mic').click();
  await expect(control(second.page, 'mic')).toHaveAttribute('data-state', 'on');
});

test('a role is given by a press of its own, not by a choice in passing', async () => {
  const [host, second] = everybody();
  if (!host || !second) throw new Error('four people meet');
  const row = host.page.locator(`[data-person-row="${second.id}"]`);
  const role = row.getByLabel('Role in this session');
  const badge = row.locator('.bdg', { hasText: 'Technician' });
  await role.focus();
  await role.selectOption('host');
  await expect(row.getByText('A host admits and removes people')).toBeVisible();
  await role.selectOption('technician');
  await expect(badge).toHaveCount(0);
  await row.locator('[data-person-action="give-role"]').click();
  await expect(badge).toBeVisible();
  await role.selectOption('delegate');
  await row.locator('[data-person-action="give-role"]').click();
  await expect(badge).toHaveCount(0);
});

test('hands keep the order of the server', async () => {
  const [host, second, third] = everybody();
  if (!host || !second || !third) throw new Error('four people meet');
  await control(third.page, 'hand').click();
  await expect(control(third.page, 'hand')).toHaveAccessibleName('Hand up, 1');
  await control(second.page, 'hand').click();
  await expect(control(second.page, 'hand')).toHaveAccessibleName('Hand up, 2');
  await expect(tile(host.page, third.id)).toHaveAttribute('aria-label', /hand raised, place 1/);
  await control(third.page, 'hand').click();
  await expect(control(second.page, 'hand')).toHaveAccessibleName('Hand up, 1');
  await control(second.page, 'hand').click();
  await expect(control(second.page, 'hand')).toHaveAccessibleName('Hand');
});

test('chat reaches everybody as it was written', async () => {
  const [host, second] = everybody();
  if (!host || !second) throw new Error('four people meet');
  const text = '=1+1 欢迎 <b>Grüße</b> مرحبا';
  await second.page.locator('main').focus();
  await second.page.keyboard.press('c');
  await expect(second.page.locator('[data-chat-input]')).toBeFocused();
  await second.page.locator('[data-chat-input]').fill(text);
  await second.page.keyboard.press('Enter');
  for (const reader of everybody()) {
    await openTab(reader.page, 'chat');
    await expect(reader.page.locator('[data-chat-line]').filter({ hasText: text })).toBeVisible();
  }
});

test('the host leads the agenda and everybody sees the running item', async () => {
  const host = person(0);
  const [first, second, third] = planned.items;
  if (!first || !second || !third) throw new Error('three items are planned');
  for (const { page } of everybody()) await openTab(page, 'agenda');
  await host.page.locator(`[data-item="${first}"] [data-item-action="start"]`).click();
  truth.started(first);
  for (const { page } of everybody())
    await expect(page.locator(`[data-running="${first}"]`)).toBeVisible();
  await host.page.locator(`[data-item="${second}"] [data-item-action="start"]`).click();
  truth.ended(first);
  truth.started(second);
  for (const { page } of everybody())
    await expect(page.locator(`[data-running="${second}"]`)).toBeVisible();
  await host.page.locator('[data-item-action="end"]').click();
  truth.ended(second);
  await host.page.locator(`[data-item="${third}"] [data-item-action="skip"]`).click();
  await host.page.getByRole('button', { name: 'Skip', exact: true }).last().click();
  await expect(host.page.locator(`[data-item="${third}"]`)).toHaveAttribute(
    'data-state',
    'skipped',
  );
});

test('one leaves and comes back, one is removed, then the host ends it for all', async () => {
  const [host, second, third, fourth] = everybody();
  if (!host || !second || !third || !fourth) throw new Error('four people meet');
  await leave(second.page, 'self');
  truth.went(second.id, 'left');
  await expect(tile(host.page, second.id)).toHaveCount(0);
  await second.page.getByTestId('again').click();
  await join(second.page);
  await inside(second.page);
  truth.came(second.id);

  await openTab(host.page, 'people');
  await host.page.locator(`[data-person-row="${fourth.id}"] button[aria-expanded]`).click();
  await host.page.locator('[data-person-action="remove"]').click();
  await host.page.locator('[data-person-action="remove-confirm"]').click();
  truth.went(fourth.id, 'removed');
  await expect(fourth.page.locator('[data-over="removed"]')).toBeVisible();

  await leave(host.page, 'all');
  for (const still of [host, second, third]) truth.went(still.id, 'ended');
  for (const still of [host, second, third])
    await expect(still.page.locator('[data-after] h1')).toBeFocused();
});

interface Filed {
  participants: {
    person: string;
    seconds: number;
    late_seconds: number | null;
    intervals: { from: number; to: number; end: string }[];
  }[];
  totals: { present: number; peak: number; delegations_present: number };
  chaired_by: { person: string }[];
  ended: string;
  filed: { partner: string; exchange: string }[];
}

test('the record tells it as it was', async () => {
  const read = () => office.get<Filed>(`/api/sessions/${planned.session}/record`);
  // It is there once the session has ended, and filed a moment later.
  await expect.poll(async () => (await read()).filed.length, { timeout: 10_000 }).toBe(3);
  const record = await read();
  expect(record.ended).toBe('by_host');
  expect(record.totals).toMatchObject({ present: 4, peak: 4, delegations_present: 4 });
  expect(record.chaired_by.map((chair) => chair.person)).toEqual([person(0).id]);
  for (const { id, who } of everybody()) {
    const kept = record.participants.find((participant) => participant.person === id);
    const stays = truth.stays(id);
    expect(
      kept?.intervals.map((interval) => interval.end),
      who.name,
    ).toEqual(stays.map((stay) => stay.end));
    for (const [at, stay] of stays.entries()) {
      const interval = kept?.intervals[at];
      expect(Math.abs((interval?.from ?? 0) / 1000 - stay.from), `${who.name} came`).toBeLessThan(
        NEAR,
      );
      expect(Math.abs((interval?.to ?? 0) / 1000 - stay.to), `${who.name} went`).toBeLessThan(NEAR);
    }
  }
});

test('the attendance sheet agrees with the script, cell by cell', async () => {
  const rows = readCsv(
    await office.text(`/api/sessions/${planned.session}/record/attendance.csv?lang=en`),
  );
  const [head, ...people] = rows;
  expect(head).toEqual([
    'City',
    'Country/region',
    'Name',
    'Title',
    'Role',
    'Rank',
    'Present',
    'Arrived (Asia/Shanghai)',
    'Left (Asia/Shanghai)',
    'Time present',
    'Late by',
    'Where',
    'Intervals (Asia/Shanghai)',
    'Speaking time',
    'Outside (Asia/Shanghai)',
  ]);
  expect(people).toHaveLength(4);
  const places = [
    ['Hangzhou', 'China'],
    ['Dresden', 'Germany'],
    ['Suwon', /Korea/],
    ['Nice', 'France'],
  ] as const;
  for (const [index, row] of people.entries()) {
    const { id, who } = person(index);
    const stays = truth.stays(id);
    const [
      city,
      country,
      name,
      title,
      role,
      ,
      present,
      arrived = '',
      left = '',
      length = '',
      late = '',
      venue,
      intervals = '',
      ,
      outside,
    ] = row;
    expect(city).toBe(places[index]?.[0]);
    expect(country).toMatch(places[index]?.[1] ?? '');
    expect(name).toBe(who.name);
    expect(title).toBe('Vice-Mayor');
    expect(role).toBe(index === 0 ? 'host' : 'delegate');
    expect(present).toBe('yes');
    expect(Math.abs(shanghai(arrived) - (stays[0]?.from ?? 0))).toBeLessThan(NEAR);
    expect(Math.abs(shanghai(left) - (stays.at(-1)?.to ?? 0))).toBeLessThan(NEAR);
    const there = stays.reduce((sum, stay) => sum + stay.to - stay.from, 0) / 1000;
    expect(Math.abs(seconds(length) - there)).toBeLessThan((NEAR / 1000) * stays.length);
    expect(seconds(late)).toBeGreaterThanOrEqual(0);
    expect(intervals.split(' / ')).toHaveLength(stays.length);
    expect(outside).toBe('');
  }
});

test('the agenda sheet agrees with the script, cell by cell', async () => {
  const [, ...items] = readCsv(
    await office.text(`/api/sessions/${planned.session}/record/agenda.csv?lang=en`),
  );
  expect(items.map((row) => row[1])).toEqual(['Opening', 'Flood care', 'Photo']);
  for (const [index, row] of items.entries()) {
    const held = truth.item(planned.items[index] ?? '');
    const [
      number,
      ,
      ,
      ,
      access,
      ,
      length = '',
      started = '',
      ended = '',
      heldLength = '',
      ,
      skipped,
    ] = row;
    expect(number).toBe(String(index + 1));
    expect(access).toBe('open');
    expect(seconds(length)).toBe([300, 1200, 300][index]);
    expect(skipped).toBe(held ? 'no' : 'yes');
    if (!held) {
      expect([started, ended, heldLength]).toEqual(['', expect.anything(), '']);
      continue;
    }
    expect(Math.abs(shanghai(started) - held.from)).toBeLessThan(NEAR);
    expect(Math.abs(shanghai(ended) - held.to)).toBeLessThan(NEAR);
    expect(Math.abs(seconds(heldLength) - (held.to - held.from) / 1000)).toBeLessThan(NEAR / 1000);
  }
});

test('the session stands in the history of each partner, and links back', async () => {
  const host = person(0);
  await desks[0]?.context.addCookies([office.cookie]);
  for (const slug of ['S18', 'S19', 'S07']) {
    const partner = await office.get<{ exchanges: { session: string | null; mode: string }[] }>(
      `/api/partners/${slug}`,
    );
    expect(partner.exchanges).toEqual([
      expect.objectContaining({ session: planned.session, mode: 'online' }),
    ]);
  }
  await host.page.goto(`${server.url}/partners/S18`);
  await host.page.getByRole('link', { name: 'Living heritage, living water' }).first().click();
  await expect(host.page).toHaveURL(new RegExp(`/sessions/${planned.session}/record`));
  await expect(host.page.getByText('Katharina Vogel').first()).toBeVisible();
});

test('no page stumbled', () => {
  expect(
    desks.flatMap((desk) => desk.errors.map((error) => `${desk.person.name}: ${error}`)),
  ).toEqual([]);
});
