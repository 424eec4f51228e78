import { expect, type Page, test } from '@playwright/test';
import { inside, knock } from '../support/meeting.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk, firefoxCanMeet, type Person } from '../support/people.ts';
import { expectToHear, expectToSee, framesDecoded } from '../support/senses.ts';
import { Server } from '../support/server.ts';

declare global {
  interface Window {
    testSockets: WebSocket[];
  }
}

const server = new Server();
const desks: Desk[] = [];

test.beforeAll(() => server.start());

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
});

/** In the page: keeps every WebSocket where the test can break it. */
function keepSockets(): void {
  const kept: WebSocket[] = [];
  Object.defineProperty(window, 'testSockets', { value: kept });
  const Original = window.WebSocket;
  window.WebSocket = class extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      kept.push(this);
    }
  };
}

/** The ports that media leaves from, with the number of connections there ever were. */
async function portsUsed(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const ports: unknown[] = [window.testConnections.length];
    for (const connection of window.testConnections) {
      if (connection.connectionState === 'closed') continue;
      const stats = await connection.getStats();
      for (const pair of stats.values()) {
        if (pair.type === 'candidate-pair' && pair.nominated && pair.state === 'succeeded')
          ports.push(stats.get(pair.localCandidateId)?.port);
      }
    }
    return ports.join(' ');
  });
}

test('a restart of ICE moves media to new ports, in place', async () => {
  const office = await Office.open(server.url, server.setupUrl);
  const two = cast.slice(0, 2);
  const names = two.map((who) => who.name);
  const planned = await planMeeting(office, names, ['S18'], { admission: 'automatic' });
  const guests: { who: Person; page: Page; id: string }[] = [];
  for (const [index, who] of two.entries()) {
    const engine = index === 1 && firefoxCanMeet ? 'firefox' : 'chromium';
    const desk = await Desk.open(who, engine);
    desks.push(desk);
    await desk.context.addInitScript(keepSockets);
    const page = await desk.page();
    const invited = planned.people[index];
    if (!invited) throw new Error(`${who.name} was not invited`);
    await knock(page, invited.link);
    await inside(page);
    guests.push({ who, page, id: invited.id });
  }
  const together = async (): Promise<void> => {
    for (const here of guests) {
      for (const other of guests.filter((guest) => guest !== here)) {
        await expectToSee(here.page, other.id, other.who);
        await expectToHear(here.page, [other.who], cast);
      }
    }
  };
  await together();
  for (const { page } of guests) {
    const before = await portsUsed(page);
    // The line breaks, and the client finds a new way for media when it is back.
    await page.evaluate(() => window.testSockets.at(-1)?.close());
    await expect.poll(() => portsUsed(page), { timeout: 30_000 }).not.toBe(before);
    const frames = await framesDecoded(page);
    await expect.poll(() => framesDecoded(page), { timeout: 20_000 }).toBeGreaterThan(frames + 30);
    expect((await portsUsed(page)).split(' ')[0]).toBe(before.split(' ')[0]);
  }
  await together();
  expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
});
