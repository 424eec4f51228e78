import { expect, type Page, test } from '@playwright/test';
import { field, grip, inviteCity, organizer, press, said } from '../support/desk.ts';
import { type Letter, MailServer, NO_MAIL_SERVER } from '../support/mail.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { CITIES, completed, GUESTS, HOME, type Invitee } from '../support/reference.ts';
import { Server } from '../support/server.ts';

// The reference event from the first idea to the last letter, at the pages of the desk. Of the forty
// people two are typed; the others come over the same REST that the desk uses.

interface Detail {
  state: string;
  plan: { people: Invitee[] };
}
interface EventDetail {
  version: number;
  event: Parameters<typeof completed>[0];
  sessions: { id: string; title: Record<string, string>; starts_at: number; minutes: number }[];
}
interface Joined {
  title: Record<string, string>;
}

let mail: MailServer | undefined;
let server: Server;
let office: Office;
let desk: Desk;
let event = '';
let slot = '';

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  mail = await MailServer.start();
  if (!mail) return;
  server = new Server(mail.environment);
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  desk = await organizer(office);
});

test.afterAll(async () => {
  await desk?.close();
  await server?.stop();
  mail?.stop();
});

test.beforeEach(() => {
  test.skip(!mail, NO_MAIL_SERVER);
});

const detail = () => office.get<EventDetail>(`/api/events/${event}`);

async function session(title: string): Promise<EventDetail['sessions'][number]> {
  const found = (await detail()).sessions.find((one) => one.title['en'] === title);
  if (!found) throw new Error(`no session ${title}`);
  return found;
}

async function board(): Promise<Page> {
  const page = await desk.page();
  await page.goto(`${server.url}/events/${event}`);
  await page.getByRole('link', { name: 'Invitations', exact: true }).click();
  await expect(page.getByText('Letters come from office@hangzhou.example.')).toBeVisible();
  return page;
}

const nameOf = (invitee: Invitee | undefined): string => invitee?.name['en'] ?? '';

const row = (page: Page, address: string) => page.getByRole('row').filter({ hasText: address });

/** What the board says would be sent, is sent, and has arrived; gives the letters. `shown` is what
 *  stands in the question before. */
async function send(page: Page, count: number, shown?: readonly string[]): Promise<Letter[]> {
  const before = mail?.count ?? 0;
  const name = `Send letters (${count})`;
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveCount(count);
  const letters = await dialog.getByRole('listitem').allInnerTexts();
  if (shown) expect(letters.sort()).toEqual([...shown].sort());
  await dialog.getByRole('button', { name, exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => mail?.count, { timeout: 60_000 }).toBe(before + count);
  await expect(page.getByText('Everybody knows what there is to know.')).toBeVisible();
  await expect(page.getByText('Waiting:')).toHaveCount(0);
  return mail?.letters().slice(before) ?? [];
}

const about = (letters: readonly Letter[], starts_at: number) =>
  letters.filter(({ calendar }) => calendar.starts_at === starts_at / 1_000_000);

const key = ({ recipient, calendar }: Letter) => `${recipient} ${calendar.uid}`;

test('a slot is found for twelve cities over nine zones', async () => {
  expect(new Set(CITIES.map(({ zone }) => zone)).size).toBe(9);
  const page = await desk.page();
  const asked = new URLSearchParams({
    partners: CITIES.map(({ slug }) => slug).join(','),
    minutes: '120',
    from: '2027-10-11',
    to: '2027-10-15',
  });
  await page.goto(`${server.url}/slots?${asked}`);
  const best = page.locator('[data-proposal]').first();
  await expect(best).toContainText(/Cities within their hours: \d+ of 12/);
  await expect(page.locator('[data-slot]').getByRole('row')).toHaveCount(1 + 1 + CITIES.length);
  const take = page.getByRole('link', { name: 'Plan a meeting then' });
  const address = new URL((await take.getAttribute('href')) ?? '', server.url);
  slot = address.searchParams.get('start') ?? '';
  expect(slot).toMatch(/^2027-10-1\dT\d\d:\d\d$/);
  await page.close();
});

test('the forum begins from its template, with forty people and a programme of three sessions', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/events/new`);
  await page.getByRole('radio', { name: /Mayors' forum/ }).check();
  await field(page, 'Title in Chinese').fill('第八届市长论坛');
  await field(page, 'Title in English').fill('Eighth mayors’ forum');
  for (const { city } of CITIES) await inviteCity(page, city, new RegExp(city));
  const [day = '', start = ''] = slot.split('T');
  await field(page, 'First day').fill(day);
  await field(page, 'Start').fill(start);
  for (const [city, name, email] of [
    ['Hangzhou', 'Lin Yue', 'host@hangzhou.example'],
    ['Dresden', 'Anna Weber', 'mayor@dresden.example'],
  ] as const) {
    await page.getByRole('button', { name: new RegExp(`Add a person\\s+${city}`) }).click();
    const card = page.locator('details[open]').last();
    await field(card, 'Name in English').fill(name);
    await card.getByLabel('E-mail').fill(email);
  }
  await press(page, 'Begin the event');
  await expect(page).toHaveURL(/\/events\/(?!new)[^/]+$/);
  event = new URL(page.url()).pathname.split('/').at(-1) ?? '';

  const begun = await detail();
  await office.put(`/api/events/${event}`, {
    version: begun.version,
    event: completed(begun.event),
  });
  const { people } = (await detail()).event;
  expect(people).toHaveLength(40);
  // Half of the mayors come to either panel, with three of the host's.
  const mayors = people.filter(({ email }) => email?.startsWith('mayor'));
  for (const [panel, title] of ['Panel 1', 'Panel 2'].entries()) {
    const hosts = panel === 0 ? /^(host|staff[12])@/ : /^staff[345]@/;
    const coming = [
      ...people.filter(({ email }) => hosts.test(email ?? '')),
      ...mayors.filter((_, place) => place % 2 === panel),
    ];
    await choose(page, title, coming.map(nameOf));
  }
  await page.goto(`${server.url}/events/${event}`);
  await expect(grip(page, 'Panel 1')).toBeVisible();
  await expect(page.getByText(/at the same time/)).toHaveCount(0);
  await page.close();
});

/** Says who of the roster comes to a session; the first one is its host. */
async function choose(page: Page, title: string, names: readonly string[]): Promise<void> {
  const { id } = await session(title);
  await page.goto(`${server.url}/sessions/${id}/edit`);
  for (const name of names) await page.getByRole('checkbox', { name }).check();
  await field(page, `Role of ${names[0] ?? ''}`).selectOption('Host');
  await press(page, 'Save changes');
  await expect(page).toHaveURL(new RegExp(`/sessions/${id}$`));
}

test('everybody is invited in one go, once, in their language and by their clock', async () => {
  test.setTimeout(120_000);
  const page = await board();
  const { sessions } = await detail();
  // The technical test and the plenary session for all, the panels for nine each.
  const count = 40 + 40 + 9 + 9;
  await row(page, 'mayor@dresden.example')
    .getByRole('button', { name: /Read the letter/ })
    .click();
  const preview = page.getByRole('dialog', { name: 'What Anna Weber reads' });
  await expect(preview.getByText(/Written in .*Deutsch/)).toHaveCount(3);
  await expect(preview.getByText('Ihre Zeit').first()).toBeVisible();
  await press(preview, 'Close the letter');
  const letters = await send(page, count);

  expect(new Set(letters.map(key)).size, 'nobody twice').toBe(count);
  // On every clock, by the zone data of a package: those of Node may be years old.
  const zones = [...new Set([HOME.zone, ...GUESTS.map(({ zone }) => zone)])];
  const starts = sessions.map(({ starts_at }) => starts_at / 1_000_000);
  const clocks = new Map(
    zones.map((zone) => {
      const shown = mail?.clock(zone, starts) ?? [];
      return [zone, new Map(starts.map((at, place) => [at, shown[place] ?? '?']))];
    }),
  );
  const clock = (at: number, zone: string) => clocks.get(zone)?.get(at) ?? '?';
  const guests = new Map(GUESTS.map((guest) => [guest.email, guest]));
  for (const { recipient, language, text, html, calendar } of letters) {
    const guest = guests.get(recipient);
    if (!guest) throw new Error(`${recipient} was not invited`);
    expect(language, recipient).toBe(guest.language);
    expect(text, recipient).toContain(clock(calendar.starts_at, guest.zone));
    expect(text, recipient).toContain(clock(calendar.starts_at, HOME.zone));
    expect(text).toContain(calendar.location);
    expect(html).toContain(`lang="${guest.language}"`);
    expect(calendar).toMatchObject({
      method: 'REQUEST',
      sequence: 0,
      status: 'CONFIRMED',
      zone: HOME.zone,
      attendee: `mailto:${recipient}`,
      organizer: 'mailto:office@hangzhou.example',
    });
  }
  for (const { starts_at, minutes } of sessions)
    for (const { calendar } of about(letters, starts_at))
      expect(calendar.ends_at - calendar.starts_at).toBe(minutes * 60);
  const links = new Set(letters.map(({ calendar }) => calendar.location));
  expect(links.size, 'each has a link of their own').toBe(count);
  await page.close();
});

test('the links lead in, and answers come in three languages', async () => {
  const { starts_at } = await session('Plenary session');
  const invited = about(mail?.letters() ?? [], starts_at);
  expect(invited).toHaveLength(40);
  const link = (address: string) =>
    invited.find(({ recipient }) => recipient === address)?.calendar.location ?? '';
  // A few of them over HTTP; the limit of attempts is tested elsewhere.
  for (const { recipient, calendar } of invited.slice(0, 5)) {
    const token = new URL(calendar.location).hash.slice(1);
    const joined = await office.post<Joined>('/api/join', { token });
    expect(joined, recipient).toHaveProperty('pass');
  }
  await answer('ja', link('mayor@gifu.example'), async (page) => {
    await page.getByRole('radio', { name: '出席します', exact: true }).check();
    await press(page, '回答を送る');
    await expect(page.getByText('出席とご回答いただきました。')).toBeVisible();
  });
  await answer('fr', link('mayor@nice.example'), async (page) => {
    await page.getByRole('radio', { name: 'Je ne peux pas', exact: true }).check();
    await press(page, 'Envoyer la réponse');
    await expect(page.getByText('Vous avez décliné.')).toBeVisible();
  });
  await answer('de', link('mayor@dresden.example'), async (page) => {
    await page.getByRole('radio', { name: 'Vertretung', exact: true }).check();
    await page.getByLabel('Name der Vertretung').fill('Max Kurz');
    await page.getByLabel('E-Mail der Vertretung').fill('max@dresden.example');
    await page.getByLabel('Sprache der Vertretung').selectOption('de');
    await press(page, 'Antwort senden');
    await expect(page.getByText('Sie schicken Max Kurz.')).toBeVisible();
  });
});

/** Opens the link of a letter in the language of its reader, and does something there. */
async function answer(locale: string, link: string, act: (page: Page) => Promise<void>) {
  const [, who] = cast;
  if (!who) throw new Error('somebody must answer');
  const guest = await Desk.open(who, 'chromium', { locale });
  try {
    const page = await guest.page();
    await page.goto(link);
    await act(page);
    expect(guest.errors).toEqual([]);
  } finally {
    await guest.close();
  }
}

test('the deputy is invited, and the one they stand for is told', async () => {
  const page = await board();
  await expect(row(page, 'mayor@gifu.example').getByText('Accepts')).toBeVisible();
  await expect(row(page, 'mayor@nice.example').getByText('Declines')).toBeVisible();
  await press(page, 'Invite Max Kurz instead');
  await expect(row(page, 'max@dresden.example').getByText('Invitation')).toBeVisible();
  // The mayor was to speak: for everybody else the agenda has changed.
  await expect(page.getByText('Change: agenda')).toHaveCount(39);
  const letters = await send(page, 41);
  const news = letters.filter(({ recipient }) => /^(max|mayor)@dresden/.test(recipient));
  const others = letters.filter((letter) => !news.includes(letter));
  for (const { calendar, recipient } of others)
    expect(calendar, recipient).toMatchObject({ method: 'REQUEST', sequence: 1 });
  const said = news.map(({ recipient, language, calendar }) =>
    [recipient, language, calendar.method, calendar.sequence].join(' '),
  );
  expect(said.sort()).toEqual([
    'max@dresden.example de REQUEST 0',
    'mayor@dresden.example de CANCEL 1',
  ]);
  await page.close();
});

test('what a change of time sends, and to whom, is shown before it is sent', async () => {
  const before = await session('Panel 1');
  const told = about(mail?.letters() ?? [], before.starts_at);
  const starts_at = before.starts_at + 30 * 60 * 1_000_000;
  const page = await desk.page();
  await page.goto(`${server.url}/events/${event}`);
  await grip(page, 'Panel 1').focus();
  for (let minutes = 0; minutes < 30; minutes += 5) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(said(page, /^Panel 1: \d\d:\d\d, Room A\.$/)).toBeVisible();
  expect((await session('Panel 1')).starts_at).toBe(starts_at);

  await page.getByRole('link', { name: 'Invitations', exact: true }).click();
  await expect(page.getByText('Change: time')).toHaveCount(9);
  await row(page, 'mayor@leeds.example')
    .getByRole('button', { name: /Read the letter/ })
    .click();
  const preview = page.getByRole('dialog', { name: 'What mayor of Leeds reads' });
  const change = preview.getByText('New: the time.', { exact: false });
  await expect(change).toHaveCount(1);
  const [clock = '?'] = mail?.clock('Europe/London', [starts_at / 1_000_000]) ?? [];
  await expect(preview.getByText(clock).first()).toBeVisible();
  await press(preview, 'Close the letter');

  const { plan } = await office.get<Detail>(`/api/sessions/${before.id}`);
  const shown = plan.people.map((one) => `${nameOf(one)} · Panel 1 · Change: time`);
  const letters = await send(page, 9, shown);
  for (const letter of letters) {
    const { recipient, calendar } = letter;
    const first = told.find((one) => one.recipient === recipient && key(one) === key(letter));
    expect(first, `${recipient} has the same entry as before`).toBeDefined();
    expect(calendar).toMatchObject({ method: 'REQUEST', sequence: 1 });
    expect(calendar.starts_at).toBe(starts_at / 1_000_000);
    expect(calendar.location).toBe(first?.calendar.location);
  }
  await page.close();
});

test('a session that is called off is taken out of every calendar', async () => {
  const { id } = await session('Panel 2');
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/${id}`);
  await press(page, 'Cancel the session');
  await press(page.getByRole('dialog'), 'Cancel the session');
  await expect(page.getByText('This session is cancelled.').first()).toBeVisible();
  await page.close();
  const shown = await board();
  await expect(shown.getByText('Cancellation')).toHaveCount(9);
  const letters = await send(shown, 9);
  for (const { calendar } of letters)
    expect(calendar).toMatchObject({ method: 'CANCEL', sequence: 1, status: 'CANCELLED' });
  await shown.close();
});

test('in the end every calendar holds the programme, and nothing else', async () => {
  const calendars = mail?.calendars() ?? new Map<string, never[]>();
  const { sessions, event: forum } = await detail();
  expect(forum.people).toHaveLength(41);
  expect(calendars.size).toBe(41);
  const programme = new Map<string, number[]>();
  for (const { id, starts_at } of sessions) {
    const { plan, state } = await office.get<Detail>(`/api/sessions/${id}`);
    if (state === 'cancelled') continue;
    for (const { email } of plan.people)
      programme.set(email ?? '', [...(programme.get(email ?? '') ?? []), starts_at / 1_000_000]);
  }
  for (const [address, entries] of calendars)
    expect(
      entries.map(({ starts_at }) => starts_at),
      address,
    ).toEqual(programme.get(address)?.sort((one, other) => one - other));
  expect(desk.errors).toEqual([]);
});
