import type { BrowserContext, Page } from '@playwright/test';
import { addFilm, recordFilm } from './film.ts';
import { planForum } from './forum.ts';
import { leave } from './meeting.ts';
import { type Office, planMeeting } from './office.ts';
import { cast, Desk } from './people.ts';
import { Server } from './server.ts';
import { hallInTheRoom, meet } from './tour/room.ts';
import {
  atTheDesk,
  atTheDoor,
  beforeTheDesk,
  beginTest,
  delegationPage,
  exchanges,
  type Look,
  minutes,
  onTheWall,
} from './tour/stops.ts';

/** Leads through every page, and through a meeting of two from the link to the record. Gives what went
 *  wrong in the pages without anybody catching it. */
export async function tour(
  locale: string,
  look: Look,
  prepare: (context: BrowserContext) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const server = new Server();
  await server.start();
  const [first, second] = cast;
  if (!first || !second) throw new Error('two people are needed');
  const host = await Desk.open(first, 'chromium', { locale, calm: true });
  const guest = await Desk.open(second, 'chromium', { locale, calm: true });
  try {
    await Promise.all([host, guest].map(({ context }) => prepare(context)));
    const desk = await host.page();
    const page = await guest.page();
    // It takes as long as it lasts.
    const recording = record(await host.page());
    const office = await beforeTheDesk(server, desk, look);
    await host.context.addCookies([office.cookie]);
    const names = [first.name, second.name, 'Sofía Reyes', 'Kim Seo-yeon', 'Omar Haddad'];
    const planned = await planMeeting(office, names, ['S18', 'S19', 'S11'], {
      items: [
        { title: 'Opening', minutes: 5 },
        { title: 'A city that floods with care', minutes: 20 },
        { title: 'Budget', minutes: 10, open: false },
      ],
      floor: { speaker_seconds: 180, delegation_seconds: 600, at_limit: 'close_microphone' },
      cities: { 2: 1, 3: 2, 4: 3 },
      roles: { 2: 'press' },
      hall: { place: { 'zh-CN': '杭州国际博览中心', en: 'Hangzhou Expo Centre' }, guests: 2 },
    });
    await arrange(office, planned.session);
    await office.upload(planned.session, 'Memorandum.pdf', '%PDF-1.7\nMemorandum\n%%EOF\n');
    const event = await planForum(office, ['S18', 'S19', 'S11']);
    // It takes its time, which the desk has enough of.
    const test = await beginTest(await guest.page(), planned.people[1]?.link ?? '', look);
    await atTheDesk(office, server.url, planned.session, event, desk, look);
    await delegationPage(office, event, desk, look);
    await test.locator('[data-check="done"]').waitFor({ timeout: 90_000 });
    await look(test, 'check-done');
    await test.close();
    await atTheDoor(office, planned, page, look);
    await onTheWall(office, planned, 'wall-before', await guest.page(), look);
    await addFilm(office, planned.session, planned.items[0] ?? '', await recording);
    await meet(planned, desk, page, look, server.url);
    await onTheWall(office, planned, 'wall', await guest.page(), look);
    await hallInTheRoom(planned, desk, await guest.page(), look);
    await leave(desk, 'all');
    await page.locator('[data-after]').waitFor();
    await look(page, 'after');
    await desk.goto(`${server.url}/sessions/${planned.session}/record`);
    await desk.locator('h1').first().waitFor();
    await look(desk, 'record');
    await minutes(desk, `${server.url}/sessions/${planned.session}/minutes`, page, look);
    await desk.goto(`${server.url}/partners/S18`);
    await desk.locator('h1').first().waitFor();
    await look(desk, 'partner-after');
    await exchanges(office, desk, look);
    return [...host.errors, ...guest.errors];
  } finally {
    await Promise.all([host.close(), guest.close()]);
    await server.stop();
  }
}

async function record(page: Page): Promise<Buffer> {
  const film = await recordFilm(page, 40);
  await page.close();
  return film;
}

/** Puts the last delegation first, against the rule. */
async function arrange(office: Office, session: string): Promise<void> {
  const address = `/api/sessions/${session}/protocol`;
  const { version, rows } = await office.get<{ version: number; rows: { delegation: string }[] }>(
    address,
  );
  const moves = [{ delegation: rows.at(-1)?.delegation, place: 1, reason: '三十年友好往来' }];
  await office.put(address, { version, rule: 'country', language: 'zh-CN', moves });
}
