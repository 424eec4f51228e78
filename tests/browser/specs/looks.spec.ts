import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { cutTexts } from '../support/cuts.ts';
import { lengthen } from '../support/longer.ts';
import { brokenRules } from '../support/rules.ts';
import { tour } from '../support/tour.ts';
import { PHONE, type Size } from '../support/tour/stops.ts';

/** Set for `make looks`, which leaves nothing out; `make test` looks at what a change breaks first. */
const isWhole = process.env.YUNQIAO_LOOKS !== undefined;
/** Set to a folder to have every state photographed at three widths. */
const photos = process.env.YUNQIAO_PHOTOS;
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 1024, height: 768 };
const usual = isWhole || photos ? [WIDE, NARROW, PHONE] : [WIDE, PHONE];

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

/** The page at another size, with all that it asked for, and laid out. */
async function show(page: Page, size: Size): Promise<void> {
  await page.setViewportSize(size);
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  // A page that lies behind another one draws no frames.
  await page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(done));
        setTimeout(done, 100);
      }),
  );
}

/** For the report of what was looked at. */
function visited(name: string, sizes: readonly Size[]): void {
  const widths = sizes.map(({ width }) => width).join(', ');
  test.info().annotations.push({ type: 'stop', description: `${name} at ${widths}` });
}

// Each has a server of its own.
test.describe.configure({ mode: 'parallel', timeout: 1_800_000 });

/**
 * `make test` goes through the pages once: from right to left and on a phone, where a page breaks first.
 * The rules take the most time, and what a width changes of them shows once already.
 */
const tours = [
  { locale: 'ar', ruled: PHONE, tag: [] },
  { locale: 'zh-CN', ruled: WIDE, tag: '@looks' },
  { locale: 'en', ruled: WIDE, tag: '@looks' },
];

for (const { locale, ruled, tag } of tours) {
  const what = `no page in ${locale} breaks a rule of accessibility or needs scrolling sideways`;
  test(what, { tag }, async () => {
    const errors = await tour(locale, async (page, name, sizes = usual) => {
      for (const size of sizes) {
        const here = `${locale}.${name} at ${size.width}`;
        await show(page, size);
        // A page that is shown at one width only is not left out.
        const isAlone = sizes.length === 1;
        if (isWhole || size.width === ruled.width || isAlone)
          expect.soft(await brokenRules(page), here).toEqual([]);
        await expectNoScrollingSideways(page, here);
        await photograph(page, `${locale}.${name}`, size);
      }
      visited(name, sizes);
    });
    expect(errors).toEqual([]);
  });
}

test('nothing is cut when every text is 40 % longer', { tag: '@looks' }, async () => {
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
      visited(name, sizes);
    },
    lengthen,
  );
  expect(errors).toEqual([]);
});
