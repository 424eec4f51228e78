import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { cutTexts } from '../support/cuts.ts';
import { lengthen } from '../support/longer.ts';
import { brokenRules } from '../support/rules.ts';
import { tour } from '../support/tour.ts';
import { PHONE, type Size } from '../support/tour/stops.ts';

/** Set to a folder to have every state photographed at three widths. */
const photos = process.env.YUNQIAO_PHOTOS;
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 1024, height: 768 };
const usual = photos ? [WIDE, NARROW, PHONE] : [WIDE, PHONE];

async function photograph(page: Page, name: string, { width }: Size): Promise<void> {
  if (!photos) return;
  mkdirSync(photos, { recursive: true });
  await page.screenshot({
    path: join(photos, `${name}.${width}.png`),
    fullPage: !name.includes('room'),
  });
}

async function expectNoScrollingSideways(page: Page, name: string): Promise<void> {
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(sideways, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** The page at another size, with all that it asked for. */
async function show(page: Page, size: Size): Promise<void> {
  await page.setViewportSize(size);
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(100);
}

// Each has a server of its own.
test.describe.configure({ mode: 'parallel' });

/** The rules take the most time, and what a language changes of them shows at one width already. */
const ruled: [string, (size: Size) => boolean][] = [
  ['zh-CN', () => true],
  ['en', ({ width }) => width === WIDE.width],
  ['ar', ({ width }) => width === PHONE.width],
];

for (const [locale, isRuled] of ruled) {
  test(`no page in ${locale} breaks a rule of accessibility or needs scrolling sideways`, async () => {
    test.setTimeout(900_000);
    const errors = await tour(locale, async (page, name, sizes = usual) => {
      for (const size of sizes) {
        const here = `${locale}.${name} at ${size.width}`;
        await show(page, size);
        // A page that is shown at one width only is not left out.
        const isAlone = sizes.length === 1;
        if (isRuled(size) || isAlone) expect.soft(await brokenRules(page), here).toEqual([]);
        await expectNoScrollingSideways(page, here);
        await photograph(page, `${locale}.${name}`, size);
      }
    });
    expect(errors).toEqual([]);
  });
}

test('nothing is cut when every text is 40 % longer', async () => {
  test.setTimeout(900_000);
  const errors = await tour(
    'en',
    async (page, name, sizes = usual) => {
      for (const size of sizes) {
        const here = `${name} at ${size.width}`;
        await show(page, size);
        expect.soft(await cutTexts(page), here).toEqual([]);
        await expectNoScrollingSideways(page, here);
        await photograph(page, `longer.${name}`, size);
      }
    },
    lengthen,
  );
  expect(errors).toEqual([]);
});
