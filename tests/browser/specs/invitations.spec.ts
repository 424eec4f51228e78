import { expect, type Page, test } from '@playwright/test';
import { organizer } from '../support/desk.ts';
import { MailServer, NO_MAIL_SERVER } from '../support/mail.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';

interface Session {
  version: number;
  plan: { session: string; people: { id: string }[] };
}

const inTenDays = (Math.floor(Date.now() / 60_000) + 10 * 24 * 60) * 60_000_000;

const plan = {
  title: { 'zh-CN': '河流与城市', en: 'Rivers and cities' },
  starts_at: inTenDays,
  minutes: 60,
  zone: 'Asia/Shanghai',
  languages: ['zh-CN', 'en'],
  admission: 'by_host',
  delegations: [
    { id: 'd-0', partner: null, city: { en: 'Hangzhou' }, country: 'CN' },
    { id: 'd-1', partner: 'S18' },
  ],
  people: [
    {
      id: 'p-0',
      delegation: 'd-0',
      role: 'host',
      rank: 'director',
      name: { en: 'Lin Yue' },
      language: 'zh-CN',
      email: 'lin@hangzhou.example',
    },
    {
      id: 'p-1',
      delegation: 'd-1',
      role: 'delegate',
      rank: 'mayor',
      name: { en: 'Anna Weber' },
      language: 'de',
      email: 'anna@dresden.example',
    },
  ],
  agenda: [],
};

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

async function send(page: Page, count: number): Promise<void> {
  const name = `Send letters (${count})`;
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveCount(count);
  await dialog.getByRole('button', { name, exact: true }).click();
  await expect(dialog).toBeHidden();
}

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

async function nameDeputy(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Vertretung', exact: true }).check();
  await page.getByRole('button', { name: 'Antwort senden' }).click();
  await expect(page.getByText('Geben Sie einen Namen an.')).toBeVisible();
  await page.getByLabel('Name der Vertretung').fill('Max Kurz');
  await page.getByLabel('E-Mail der Vertretung').fill('max@dresden.example');
  await page.getByRole('button', { name: 'Antwort senden' }).click();
  await expect(page.getByText('Sie schicken Max Kurz.')).toBeVisible();
}

async function accept(page: Page): Promise<void> {
  await page.getByRole('radio', { name: '出席', exact: true }).check();
  await page.getByRole('button', { name: '提交答复' }).click();
  await expect(page.getByText('您已接受邀请。')).toBeVisible();
}

test('letters are looked at, sent once, answered, and taken back', async () => {
  const mail = await MailServer.start();
  test.skip(!mail, NO_MAIL_SERVER);
  if (!mail) return;
  const server = new Server(mail.environment);
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const { session } = await office.post<{ session: Session }>('/api/sessions', { plan });
  const id = session.plan.session;
  const desk = await organizer(office);
  try {
    const page = await desk.page();
    await page.goto(`${server.url}/sessions/${id}`);
    await page.getByRole('link', { name: 'Invitations', exact: true }).click();
    await expect(page.getByText('Letters come from office@hangzhou.example.')).toBeVisible();
    await send(page, 2);
    await expect(row(page, 'Anna Weber').getByText('Sent', { exact: true })).toBeVisible();
    await expect(row(page, 'Lin Yue').getByText('Sent', { exact: true })).toBeVisible();
    await expect(page.getByText('Everybody knows what there is to know.')).toBeVisible();
    const letter = mail.letters().find(({ recipient }) => recipient.startsWith('anna'));
    expect(letter).toMatchObject({ language: 'de', subject: 'Einladung: Rivers and cities' });
    expect(mail.letters()).toHaveLength(2);

    const other = mail.letters().find(({ recipient }) => recipient.startsWith('lin'));
    await answer('de', letter?.calendar.location ?? '', nameDeputy);
    await answer('zh-CN', other?.calendar.location ?? '', accept);
    await page.reload();
    await expect(row(page, 'Lin Yue').getByText('Accepts')).toBeVisible();
    await page.getByRole('button', { name: 'Invite Max Kurz instead' }).click();
    await expect(row(page, 'max@dresden.example').getByText('Invitation')).toBeVisible();
    await expect(row(page, 'Anna Weber').getByText('Withdrawal')).toBeVisible();
    await send(page, 2);
    await expect(row(page, 'max@dresden.example').getByText('Sent', { exact: true })).toBeVisible();

    const now = await office.get<Session>(`/api/sessions/${id}`);
    await office.post(`/api/sessions/${id}/cancel`, { version: now.version });
    await page.reload();
    await send(page, 2);
    await expect(page.getByText('Everybody knows what there is to know.')).toBeVisible();
    await expect.poll(() => mail.letters().length).toBe(6);
    const to = (name: string) =>
      mail
        .letters()
        .filter(({ recipient }) => recipient.startsWith(name))
        .map(({ calendar }) => `${calendar.method} ${calendar.sequence}`);
    expect(to('anna')).toEqual(['REQUEST 0', 'CANCEL 1']);
    expect(to('max')).toEqual(['REQUEST 0', 'CANCEL 1']);
    expect(to('lin')).toEqual(['REQUEST 0', 'CANCEL 1']);
    expect(desk.errors).toEqual([]);
  } finally {
    await desk.close();
    await server.stop();
    mail.stop();
  }
});
