import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { admit, control, inside, knock, leave, openTab } from '../support/meeting.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';

/** Set to a folder to have every state photographed at three widths. */
const photos = process.env.YUNQIAO_PHOTOS;
const widths = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];

/** No page breaks a rule of accessibility, is cut off, or needs scrolling sideways. */
async function look(page: Page, name: string): Promise<void> {
  for (const size of photos ? widths : widths.filter(({ width }) => width !== 1024)) {
    await page.setViewportSize(size);
    await page.waitForTimeout(350);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(
      (rule) => `${rule.id}: ${rule.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    );
    expect.soft(found, `${name} at ${size.width}`).toEqual([]);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(sideways, `${name} at ${size.width} scrolls sideways`).toBeLessThanOrEqual(0);
    if (photos) {
      mkdirSync(photos, { recursive: true });
      await page.screenshot({
        path: join(photos, `${name}.${size.width}.png`),
        fullPage: !name.includes('room'),
      });
    }
  }
}

for (const locale of ['zh-CN', 'en', 'ar']) {
  test(`every page in ${locale}`, async () => {
    test.setTimeout(300_000);
    const server = new Server();
    await server.start();
    const setup = server.setupUrl;
    const [first, second] = cast;
    if (!first || !second) throw new Error('two people are needed');
    const host = await Desk.open(first, 'chromium', { locale });
    const guest = await Desk.open(second, 'chromium', { locale });
    try {
      const desk = await host.page();
      await desk.goto(setup);
      await desk.locator('input').first().waitFor();
      await look(desk, `${locale}.setup`);
      const office = await Office.open(server.url, setup);
      await desk.goto(`${server.url}/signin`);
      await desk.locator('input').first().waitFor();
      await look(desk, `${locale}.sign-in`);
      await host.context.addCookies([office.cookie]);
      await desk.goto(`${server.url}/`);
      await desk.locator('h1').waitFor();
      await look(desk, `${locale}.desk-empty`);
      const planned = await planMeeting(office, [first.name, second.name], ['S18', 'S19', 'S11'], {
        items: [
          { title: 'Opening', minutes: 5 },
          { title: 'A city that floods with care', minutes: 20 },
        ],
      });
      const session = `${server.url}/sessions/${planned.session}`;
      for (const [name, path] of [
        ['desk', '/'],
        ['sessions', '/sessions'],
        ['plan', '/sessions/new'],
        ['session', `/sessions/${planned.session}`],
        ['edit', `/sessions/${planned.session}/edit`],
        ['partners', '/partners'],
        ['partner', '/partners/S18'],
        ['nowhere', '/this-page-is-not-there'],
      ] as const) {
        await desk.goto(`${server.url}${path}`);
        await desk.locator('h1').first().waitFor();
        await look(desk, `${locale}.${name}`);
      }

      const page = await guest.page();
      await page.goto(`${server.url}/j#not-a-link`);
      await page.locator('[data-problem]').waitFor();
      await look(page, `${locale}.bad-link`);
      const [chair, visitor] = planned.people;
      if (!chair || !visitor) throw new Error('two people are invited');
      await page.goto(visitor.link);
      await page.getByTestId('join').waitFor();
      await look(page, `${locale}.prejoin`);
      await knock(page, visitor.link);
      await page.locator('[data-lobby]').waitFor();
      await look(page, `${locale}.lobby`);
      await page.setViewportSize({ width: 1280, height: 800 });
      await knock(desk, chair.link);
      await inside(desk);
      await desk.setViewportSize({ width: 1280, height: 800 });
      await admit(desk, visitor.id);
      await inside(page);
      await openTab(desk, 'agenda');
      await desk
        .locator(`[data-item="${planned.items[0] ?? ''}"] [data-item-action="start"]`)
        .click();
      await control(page, 'hand').click();
      await desk.waitForTimeout(2_000);
      await look(desk, `${locale}.room-agenda`);
      await desk.setViewportSize({ width: 1280, height: 800 });
      await openTab(desk, 'people');
      await look(desk, `${locale}.room-people`);
      await desk.setViewportSize({ width: 1280, height: 800 });
      await openTab(desk, 'chat');
      await look(desk, `${locale}.room-chat`);
      await desk.setViewportSize({ width: 1280, height: 800 });
      await control(desk, 'leave').click();
      await look(desk, `${locale}.room-leave`);
      await desk.setViewportSize({ width: 1280, height: 800 });
      await desk.keyboard.press('Escape');
      await leave(desk, 'all');
      await page.locator('[data-after]').waitFor();
      await look(page, `${locale}.after`);
      await desk.goto(`${session}/record`);
      await desk.locator('h1').first().waitFor();
      await look(desk, `${locale}.record`);
      await desk.goto(`${server.url}/partners/S18`);
      await desk.locator('h1').first().waitFor();
      await look(desk, `${locale}.partner-after`);
      expect([...host.errors, ...guest.errors]).toEqual([]);
    } finally {
      await Promise.all([host.close(), guest.close()]);
      await server.stop();
    }
  });
}
