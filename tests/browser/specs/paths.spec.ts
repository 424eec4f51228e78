import { expect, type Page, test } from '@playwright/test';
import { inside, knock } from '../support/meeting.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk, firefoxCanMeet, type Person } from '../support/people.ts';
import { Relay } from '../support/relay.ts';
import { expectToHear, expectToSee, framesDecoded, widthOf } from '../support/senses.ts';
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
let relay: Relay;
let server: Server;

test.describe.configure({ mode: 'serial' });

// UDP goes through the relay, TCP straight to the server.
test.beforeAll(async () => {
  relay = await Relay.start(5);
  server = new Server({ YUNQIAO__MEDIA__PUBLIC_ADDRESS: relay.address });
  await server.start();
  await relay.leadTo(server.media);
  const office = await Office.open(server.url, server.setupUrl);
  const two = cast.slice(0, 2);
  const names = two.map(({ name }) => name);
  const planned = await planMeeting(office, names, ['S18'], { admission: 'automatic' });
  for (const [index, who] of two.entries()) {
    const engine = index === 1 && firefoxCanMeet ? 'firefox' : 'chromium';
    const desk = await Desk.open(who, engine);
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
  await relay.stop();
});

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
  for (const way of ['up', 'down'] as const) await relay.set(way, { loss: 0.05, delay: 30 });
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
  const { up, down } = await relay.passage();
  expect(Math.min(up.lost, down.lost), 'packets were lost').toBeGreaterThan(50);
  for (const way of ['up', 'down'] as const) await relay.set(way, {});
});

test('when the way that media took is blocked, it goes on by another', async () => {
  const connections = () =>
    Promise.all(guests.map(({ page }) => page.evaluate(() => window.testConnections.length)));
  const before = await connections();
  for (const way of ['up', 'down'] as const) await relay.set(way, { loss: 1 });
  const blocked = await relay.passage();
  for (const { page } of guests) await picturesMove(page, 60);
  await together();
  const after = await relay.passage();
  expect(after.down.arrived, 'nothing passes the relay').toBe(blocked.down.arrived);
  expect(await connections(), 'the connections stay').toEqual(before);
  expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
});
