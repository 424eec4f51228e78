import { expect, type Page, test } from '@playwright/test';
import { control, inside, join, knock, leave, tile } from '../support/meeting.ts';
import { Office, type Planned, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectToSee, framesDecoded } from '../support/senses.ts';
import { Server } from '../support/server.ts';
import { Wire } from '../support/wire.ts';

/** What does not go as planned for a guest: each time the page says so, and what still works. */
const server = new Server({ YUNQIAO__OFFICE__CONTACT: 'protocol@hangzhou.example' });
const wire = new Wire();
const desks: Desk[] = [];
let office: Office;
let planned: Planned;
let host: Page;
let guest: Page;
/** Where the guest finds the service: behind a network of their own. */
let door = '';

test.describe.configure({ mode: 'serial' });

const invited = (index: number) => {
  const person = planned.people[index];
  if (!person) throw new Error(`nobody has number ${index}`);
  return person;
};
const linkOf = (index: number) => new URL(new URL(invited(index).link).hash, `${door}/j`).href;
const who = (index: number) => {
  const person = cast[index];
  if (!person) throw new Error(`nobody has number ${index}`);
  return person;
};

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  door = await wire.to(server.url);
  const names = cast.slice(0, 3).map(({ name }) => name);
  planned = await planMeeting(office, names, ['S18', 'S19'], { admission: 'automatic' });
  for (const index of [0, 1]) desks.push(await Desk.open(who(index), 'chromium'));
  [host, guest] = (await Promise.all(desks.map((desk) => desk.page()))) as [Page, Page];
  await knock(host, invited(0).link);
  await inside(host);
});

test.afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  await wire.close();
  await server.stop();
});

/** What the two controls of somebody say. */
async function expectDevices(page: Page, microphone: string, camera: string): Promise<void> {
  await expect(control(page, 'mic')).toHaveAttribute('data-state', microphone);
  await expect(control(page, 'camera')).toHaveAttribute('data-state', camera);
}

test('listen only: nothing is sent, not after a reload either, until the person turns it on', async () => {
  await guest.goto(linkOf(1));
  await guest.getByTestId('acknowledge').check();
  await guest.getByTestId('listen-only').click();
  await inside(guest);
  await expectDevices(guest, 'off', 'off');
  await expectToSee(guest, invited(0).id, who(0));
  await guest.reload();
  await inside(guest);
  await expectDevices(guest, 'off', 'off');
  await expect(host.locator(`[data-voice][data-person="${invited(1).id}"]`)).toBeVisible();
  await expect(tile(host, invited(1).id)).toHaveCount(0);
  await control(guest, 'mic').click();
  await control(guest, 'camera').click();
  await expectDevices(guest, 'on', 'on');
  await expectToSee(host, invited(1).id, who(1));
});

test('the heartbeat counts in a worker that the page may have', async () => {
  expect(guest.workers().map((worker) => new URL(worker.url()).pathname)).toContain('/beat.js');
});

test('another device takes over, and what was on is offered when it gives back', async () => {
  const phone = await desks[1]?.browser.newContext({
    locale: 'en-GB',
    viewport: { width: 390, height: 844 },
    permissions: ['camera', 'microphone'],
  });
  if (!phone) throw new Error('the guest has a desk');
  const other = await phone.newPage();
  await knock(other, linkOf(1));
  await inside(other);
  await expectDevices(other, 'on', 'on');
  await expect(guest.locator('[data-notices]')).toContainText('newer device');
  await expectDevices(guest, 'refused', 'refused');

  await leave(other, 'self');
  await expect(guest.locator('[data-notices]')).toContainText('Nothing is sent from here yet');
  await expectDevices(guest, 'off', 'off');
  await expect(tile(host, invited(1).id)).toHaveCount(0);
  await guest.getByTestId('send-again').click();
  await expectDevices(guest, 'on', 'on');
  await expect(guest.getByTestId('send-again')).toHaveCount(0);
  await expectToSee(host, invited(1).id, who(1));
  await phone.close();
});

test('a lost line counts down, can be tried at once, and comes back as if nothing had been', async () => {
  const lost = guest.locator('[data-line="lost"]');
  wire.cut();
  await expect(lost).toBeVisible();
  await expect(tile(host, invited(1).id)).toContainText('is reconnecting');
  await expect(lost).toContainText(/Next attempt in \d seconds?\./);
  // Sound and picture do not need the line.
  const before = await framesDecoded(guest);
  await expect.poll(() => framesDecoded(guest)).toBeGreaterThan(before);
  // Long enough before the next attempt that it is the person who makes it.
  await expect(lost).toContainText(/Next attempt in [34] seconds/);
  wire.mend();
  await lost.getByRole('button', { name: 'Try now' }).click();
  await expect(lost).toHaveCount(0);
  await expectDevices(guest, 'on', 'on');
  await expectToSee(host, invited(1).id, who(1));
  const record = await office.get<{
    participants: { person: string; intervals: { end: string | null }[] }[];
  }>(`/api/sessions/${planned.session}/record`);
  const stays = record.participants.find(({ person }) => person === invited(1).id)?.intervals;
  expect(stays?.at(-1)).toMatchObject({ end: null });
  expect(stays?.map(({ end }) => end)).not.toContain('lost');
});

test('a refused camera says its cause and what to do, and costs nobody the microphone', async () => {
  const desk = await Desk.open(who(2), 'chromium', { refuses: 'camera' });
  desks.push(desk);
  const page = await desk.page();
  await page.goto(linkOf(2));
  const failed = page.locator('[data-failure="denied"]');
  await expect(failed).toHaveCount(1);
  await expect(failed).toContainText('The browser may not use the camera.');
  await expect(failed).toContainText('icon to the left of the address');
  await join(page);
  await inside(page);
  await expectDevices(page, 'on', 'failed');

  // The office withdraws the link: inside and outside, the page says so and whom to ask.
  await office.revoke(planned.session, invited(2).id);
  const sentOut = page.locator('[data-over="revoked"]');
  await expect(sentOut).toContainText('Your link was revoked');
  await expect(sentOut.getByRole('link')).toHaveAttribute(
    'href',
    'mailto:protocol@hangzhou.example',
  );
  await page.reload();
  const shut = page.locator('[data-problem="revoked_link"]');
  await expect(shut).toContainText('This link was revoked');
  await expect(shut.getByRole('link')).toHaveAttribute('href', 'mailto:protocol@hangzhou.example');
});

test('no page stumbled', () => {
  expect(
    desks.flatMap((desk) => desk.errors.map((error) => `${desk.person.name}: ${error}`)),
  ).toEqual([]);
});
