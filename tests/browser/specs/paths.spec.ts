import { expect, type Page, test } from '@playwright/test';
import { inside, knock } from '../support/meeting.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk, firefoxCanMeet, type Person } from '../support/people.ts';
import { Relay, type Weather } from '../support/relay.ts';
import {
  expectToHear,
  expectToSee,
  framesDecoded,
  portAcross,
  widthOf,
} from '../support/senses.ts';
import { Server } from '../support/server.ts';

/** Longer than a browser takes to give a dead way up, and to find another. */
const PATIENCE = 60_000;

interface Guest {
  who: Person;
  page: Page;
  id: string;
}

const desks: Desk[] = [];
const guests: Guest[] = [];
/** Two ways to the server, for the same media port. */
let relays: Relay[] = [];
let server: Server;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  relays = await Promise.all([Relay.start(5), Relay.start(6)]);
  const addresses = relays.map(({ address }) => address).join(',');
  server = new Server({ YUNQIAO__MEDIA__PUBLIC_ADDRESS: addresses });
  await server.start();
  for (const relay of relays) await relay.leadTo(server.media);
  const office = await Office.open(server.url, server.setupUrl);
  const two = cast.slice(0, 2);
  const names = two.map(({ name }) => name);
  const planned = await planMeeting(office, names, ['S18'], { admission: 'automatic' });
  for (const [index, who] of two.entries()) {
    const engine = index === 1 && firefoxCanMeet ? 'firefox' : 'chromium';
    const desk = await Desk.open(who, engine, { picture: 'large' });
    desks.push(desk);
    const page = await desk.page();
    const invited = planned.people[index];
    if (!invited) throw new Error(`${who.name} was not invited`);
    await knock(page, invited.link);
    await inside(page);
    guests.push({ who, page, id: invited.id });
  }
  await together();
});

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
  await Promise.all(relays.map((relay) => relay.stop()));
});

async function weather(relay: Relay, weather: Weather): Promise<void> {
  for (const way of ['up', 'down'] as const) await relay.set(way, weather);
}

/** Each sees and hears the other. */
async function together(): Promise<void> {
  for (const here of guests) {
    for (const other of guests.filter((guest) => guest !== here)) {
      await expectToSee(here.page, other.id, other.who);
      await expectToHear(here.page, [other.who], cast);
    }
  }
}

async function pictureOfOther(here: Guest): Promise<number> {
  const other = guests.find((guest) => guest !== here);
  return widthOf(here.page, other?.id ?? '');
}

async function picturesMove(page: Page, frames: number): Promise<void> {
  const before = await framesDecoded(page);
  await expect
    .poll(() => framesDecoded(page), { timeout: PATIENCE })
    .toBeGreaterThan(before + frames);
}

test('over a line that loses one packet in twenty the picture follows its tile', async () => {
  // The browsers' own estimates do not grow while so much is lost: they have grown before it begins.
  for (const here of guests) {
    await here.page.setViewportSize({ width: 1600, height: 1000 });
    await expect.poll(() => pictureOfOther(here), { timeout: PATIENCE }).toBe(1280);
  }
  for (const relay of relays) await weather(relay, { loss: 0.05, delay: 30 });
  for (const here of guests) {
    await here.page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => pictureOfOther(here), { timeout: PATIENCE }).toBeLessThan(1280);
    const small = await pictureOfOther(here);
    await here.page.setViewportSize({ width: 1600, height: 1000 });
    await expect
      .poll(() => pictureOfOther(here), { timeout: PATIENCE })
      .toBeGreaterThan(small);
    await picturesMove(here.page, 60);
  }
  await together();
  const passages = await Promise.all(relays.map((relay) => relay.passage()));
  for (const way of ['up', 'down'] as const) {
    const lost = passages.reduce((sum, passage) => sum + passage[way].lost, 0);
    expect(lost, `packets were lost on the way ${way}`).toBeGreaterThan(50);
  }
  for (const relay of relays) await weather(relay, {});
});

test.describe('when the way that media took is blocked, it goes on by another', () => {
  for (const index of [0, 1]) {
    test(index === 0 ? 'in the first browser' : 'in the other', async () => {
      const guest = guests[index];
      if (!guest) throw new Error('two people meet');
      const { page, who } = guest;
      const connections = () => page.evaluate(() => window.testConnections.length);
      const before = await connections();
      const port = await portAcross(page);
      const ends = (relay: Relay) => relay.address.endsWith(`:${port}`);
      const [taken, other] = [relays.find(ends), relays.find((relay) => !ends(relay))];
      if (!taken || !other) throw new Error(`the media of ${who.name} goes by one of two ways`);
      await weather(taken, { loss: 1 });
      await picturesMove(page, 60);
      await expect
        .poll(() => portAcross(page), { message: `${who.name} goes by the other`, timeout: PATIENCE })
        .toBe(Number(other.address.split(':').at(-1)));
      await together();
      expect(await connections(), 'the connection stays').toBe(before);
      await weather(taken, {});
    });
  }
});

test('no page stumbled', () => {
  expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
});
