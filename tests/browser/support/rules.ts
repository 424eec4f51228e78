import axe from 'axe-core';
import { expect, type Page } from '@playwright/test';

/** What the script of the rules puts into a page. */
interface Judged {
  axe?: typeof axe;
}

/** The rules of accessibility that a page breaks, and where. */
export async function brokenRules(page: Page): Promise<string[]> {
  const isJudged = await page.evaluate(() => 'axe' in window);
  if (!isJudged) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = window as Judged;
    if (!axe) throw new Error('the rules are not in the page');
    // No page here holds a frame. To tell of what is well, too, takes longer than to find what is not.
    const { violations } = await axe.run({ iframes: false, resultTypes: ['violations'] });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    );
  });
}

/** The page breaks no rule as it stands, and nothing of it has to be scrolled sideways to. */
export async function expectAccessible(page: Page): Promise<void> {
  // A page on its way has no heading yet, and what is still fading in no contrast.
  await page.waitForFunction(
    () =>
      document.querySelector('main') !== null &&
      document.querySelector('.skeleton') === null &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
  expect(await brokenRules(page)).toEqual([]);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways, 'nothing to scroll sideways').toBeLessThanOrEqual(0);
}

/** The same at other widths; the page is as wide as before afterwards. */
export async function expectAccessibleAt(page: Page, widths: readonly number[]): Promise<void> {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 844 });
    await expectAccessible(page);
  }
  if (before) await page.setViewportSize(before);
}
