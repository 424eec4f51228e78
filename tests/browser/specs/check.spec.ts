import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { makeCertificate } from '../support/certificate.ts';
import { inside, join as enter } from '../support/meeting.ts';
import { Office, planMeeting, type Planned } from '../support/office.ts';
import { cast, Desk, type Engine, firefoxCanMeet } from '../support/people.ts';
import { Server } from '../support/server.ts';

/** Set to a folder to have the page photographed, in three languages and at three widths. */
const photos = process.env.YUNQIAO_PHOTOS;
const certificate = makeCertificate('localhost');
const desks: Desk[] = [];
const servers: Server[] = [];

test.afterEach(async () => {
  await Promise.all(desks.splice(0).map((desk) => desk.close()));
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

test.afterAll(() => {
  rmSync(certificate.folder, { recursive: true, force: true });
});

interface Scene {
  server: Server;
  office: Office;
  planned: Planned;
}

/** A server, and a session of two people that is planned on it. */
async function plan(environment: Record<string, string> = {}): Promise<Scene> {
  const server = new Server(environment);
  servers.push(server);
  await server.start();
  const office = await Office.open(server.url, server.setupUrl, readFileSync(certificate.file));
  const names = cast.slice(0, 2).map(({ name }) => name);
  const planned = await planMeeting(office, names, ['S18'], {
    admission: 'automatic',
  });
  return { server, office, planned };
}

async function pageOf(
  index: number,
  { planned }: Scene,
  options: { engine?: Engine; trusting?: boolean; withoutUdp?: boolean } = {},
): Promise<{ page: Page; link: string; desk: Desk }> {
  const who = cast[index];
  const invited = planned.people[index];
  if (!who || !invited) throw new Error('nobody is invited there');
  const desk = await Desk.open(who, options.engine ?? 'chromium', {
    trusting: options.trusting ?? false,
    withoutUdp: options.withoutUdp ?? false,
  });
  desks.push(desk);
  return { page: await desk.page(), link: invited.link, desk };
}

const checkLink = (link: string): string => link.replace('/j#', '/check#');

/** Opens the page of the test and runs it to its end. */
async function runCheck(page: Page, link: string): Promise<void> {
  await page.goto(checkLink(link));
  await page.getByTestId('begin').click();
  await page.locator('[data-check="done"]').waitFor({ timeout: 90_000 });
}

async function expectStates(page: Page, expected: Record<string, string>): Promise<void> {
  const rows = page.locator('[data-step]');
  const found = await rows.evaluateAll((all) =>
    all.map((row) => [row.getAttribute('data-step'), row.getAttribute('data-state')]),
  );
  const report = await page.locator('[data-report]').textContent();
  expect(Object.fromEntries(found), report ?? '').toEqual(expected);
}

const PASSED = {
  browser: 'passed',
  microphone: 'passed',
  camera: 'passed',
  line: 'passed',
  udp: 'passed',
  tcp: 'passed',
  relay: 'passed',
  media: 'passed',
  reconnect: 'passed',
};

const verdict = (page: Page) => page.locator('[data-verdict]');

async function findings(page: Page): Promise<(string | null)[]> {
  const rows = page.locator('[data-finding]');
  return rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-finding')));
}

/** What the organizer's page of the session shows of everybody's tests. */
async function resultsAtTheDesk({ server, office, planned }: Scene): Promise<string[]> {
  const { page, desk } = await pageOf(0, { server, office, planned }, { trusting: true });
  await desk.context.addCookies([office.cookie]);
  await page.goto(`${server.url}/sessions/${planned.session}`);
  await page.locator('[data-tested]').first().waitFor();
  const shown = await page
    .locator('[data-tested]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-tested') ?? ''));
  await page.goto(server.url);
  await page.locator('[data-tested]').first().waitFor();
  if (photos) await photograph(page, 'board', []);
  return shown;
}

async function photograph(page: Page, name: string, locales = ['zh-CN', 'en', 'ar']) {
  mkdirSync(photos ?? '', { recursive: true });
  for (const locale of locales.length > 0 ? locales : ['en']) {
    // A reload would lose the result: the language is chosen as a person does it.
    if (locales.length > 0) await page.locator('header select').first().selectOption(locale);
    for (const width of [390, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(400);
      await page.screenshot({
        path: join(photos ?? '', `${locale}.check-${name}.${width}.png`),
        fullPage: true,
      });
    }
  }
}

test('a good network is ready, and nobody was present by testing it', async () => {
  const scene = await plan();
  const { page, link, desk } = await pageOf(1, scene);
  await page.goto(link);
  await page.getByTestId('check').click();
  await page.getByTestId('begin').waitFor();
  if (photos) await photograph(page, 'before');
  await page.getByTestId('begin').click();
  await page.locator('[data-check="done"]').waitFor({ timeout: 90_000 });
  await expectStates(page, { ...PASSED, relay: 'not_offered' });
  await expect(verdict(page)).toHaveAttribute('data-verdict', 'ready');
  if (photos) await photograph(page, 'ready');

  const report = await page.locator('[data-report]').textContent();
  expect(report).toContain(new URL(scene.server.url).host);
  expect(report).toContain(scene.server.media);
  expect(report).not.toContain(new URL(link).hash.slice(1));

  const { office, planned } = scene;
  const { state } = await office.get<{ state: string }>(`/api/sessions/${planned.session}`);
  expect(state).toBe('open');
  expect(await resultsAtTheDesk(scene)).toEqual(['none', 'ready']);

  await page.goto(link);
  await enter(page);
  await inside(page);
  expect(desk.errors).toEqual([]);
});

test('where UDP is blocked another way is found, and the page says so', async () => {
  const scene = await plan({
    YUNQIAO__HTTP__TLS__CERTIFICATE: certificate.file,
    YUNQIAO__HTTP__TLS__KEY: certificate.key,
  });
  const { page, link, desk } = await pageOf(1, scene, { trusting: true, withoutUdp: true });
  await runCheck(page, link);
  await expectStates(page, { ...PASSED, udp: 'failed' });
  await expect(verdict(page)).toHaveAttribute('data-verdict', 'limited');
  expect(await findings(page)).toEqual(['udp_blocked']);
  expect(await page.locator('[data-report]').textContent()).toContain(scene.server.media);
  if (photos) await photograph(page, 'limited');
  expect(await resultsAtTheDesk(scene)).toEqual(['none', 'limited']);
  expect(desk.errors).toEqual([]);
});

test('where WebSockets are blocked the result is handed in all the same', async () => {
  const scene = await plan();
  const { page, link, desk } = await pageOf(1, scene);
  await page.routeWebSocket('**/api/check/line', (socket) => socket.close());
  await runCheck(page, link);
  await expectStates(page, {
    ...PASSED,
    line: 'failed',
    udp: 'skipped',
    tcp: 'skipped',
    relay: 'skipped',
    media: 'skipped',
    reconnect: 'skipped',
  });
  await expect(verdict(page)).toHaveAttribute('data-verdict', 'not_ready');
  expect(await findings(page)).toEqual(['websocket_blocked']);
  if (photos) await photograph(page, 'blocked');
  expect(await resultsAtTheDesk(scene)).toEqual(['none', 'not_ready']);
  expect(desk.errors).toEqual([]);
});

test('Firefox tests a good network too', async () => {
  test.skip(!firefoxCanMeet, 'Firefox is left out');
  const scene = await plan();
  const { page, link, desk } = await pageOf(1, scene, { engine: 'firefox' });
  await runCheck(page, link);
  await expectStates(page, { ...PASSED, relay: 'not_offered' });
  await expect(verdict(page)).toHaveAttribute('data-verdict', 'ready');
  expect(desk.errors).toEqual([]);
});
