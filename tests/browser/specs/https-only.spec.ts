import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { makeCertificate } from '../support/certificate.ts';
import { inside, knock } from '../support/meeting.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk, firefoxCanMeet } from '../support/people.ts';
import { expectToHear, expectToSee, waysTaken } from '../support/senses.ts';
import { Server } from '../support/server.ts';

const ownNetwork = process.env.YUNQIAO_TEST_ADDRESS;
/** Where nobody answers; outside of a network of its own the test stays on loopback. */
const nowhere = ownNetwork ? '10.77.200.200' : '127.77.77.77';
const certificate = makeCertificate('localhost');

/** Pages and relay are at `localhost`: Firefox speaks TLS to a relay by its name only. The media
 *  port is announced where nobody answers, neither by UDP nor by TCP: what a browser meets behind a
 *  firewall that lets web pages through and nothing else. */
const server = new Server({
  YUNQIAO__HTTP__TLS__CERTIFICATE: certificate.file,
  YUNQIAO__HTTP__TLS__KEY: certificate.key,
  YUNQIAO__MEDIA__PUBLIC_ADDRESS: nowhere,
});
const desks: Desk[] = [];

test.beforeAll(() => server.start());

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await server.stop();
  rmSync(certificate.folder, { recursive: true, force: true });
});

test('a browser that is allowed nothing but the HTTPS port joins with sound and picture', async () => {
  const office = await Office.open(server.url, server.setupUrl, readFileSync(certificate.file));
  const two = cast.slice(0, 2);
  const planned = await planMeeting(
    office,
    two.map((who) => who.name),
    ['S18'],
    { admission: 'automatic' },
  );
  const guests = [];
  for (const [index, who] of two.entries()) {
    const engine = index === 1 && firefoxCanMeet ? 'firefox' : 'chromium';
    const desk = await Desk.open(who, engine, { trusting: true });
    desks.push(desk);
    const page = await desk.page();
    const invited = planned.people[index];
    if (!invited) throw new Error(`${who.name} was not invited`);
    await knock(page, invited.link);
    await inside(page);
    guests.push({ who, page, id: invited.id });
  }
  for (const here of guests) {
    for (const other of guests.filter((guest) => guest !== here)) {
      await expectToSee(here.page, other.id, other.who);
      await expectToHear(here.page, [other.who], cast);
    }
    const ways = await waysTaken(here.page);
    expect(ways.length).toBeGreaterThan(0);
    for (const way of ways) expect(way).toMatch(/^relay( tls)?$/);
  }
  expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
});
