import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { cutTexts } from '../support/cuts.ts';
import { lengthen } from '../support/longer.ts';
import { PHONE, type Size, tour } from '../support/tour.ts';

/** Set to a folder to have every state photographed at three widths. */
const photos = process.env.YUNQIAO_PHOTOS;
const WIDE = { width: 1440, height: 900 };
const usual = photos ? [WIDE, { width: 1024, height: 768 }, PHONE] : [WIDE, PHONE];

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

for (const locale of ['zh-CN', 'en', 'ar']) {
  test(`no page in ${locale} breaks a rule of accessibility or needs scrolling sideways`, async () => {
    test.setTimeout(400_000);
    const errors = await tour(locale, async (page, name, sizes = usual) => {
      for (const size of sizes) {
        const here = `${locale}.${name} at ${size.width}`;
        await page.setViewportSize(size);
        await page.waitForTimeout(350);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(
          (rule) => `${rule.id}: ${rule.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
        );
        expect.soft(found, here).toEqual([]);
        await expectNoScrollingSideways(page, here);
        await photograph(page, `${locale}.${name}`, size);
      }
    });
    expect(errors).toEqual([]);
  });
}

test('nothing is cut when every text is 40 % longer', async () => {
  test.setTimeout(400_000);
  const errors = await tour(
    'en',
    async (page, name, sizes = usual) => {
      for (const size of sizes) {
        const here = `${name} at ${size.width}`;
        await page.setViewportSize(size);
        await page.waitForTimeout(100);
        expect.soft(await cutTexts(page), here).toEqual([]);
        await expectNoScrollingSideways(page, here);
        await photograph(page, `longer.${name}`, size);
      }
    },
    lengthen,
  );
  expect(errors).toEqual([]);
});
