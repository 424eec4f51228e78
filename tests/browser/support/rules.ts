import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The rules of accessibility that a page breaks, and where. */
export async function brokenRules(page: Page): Promise<string[]> {
  // No page here holds a frame; what is there for frames opens a tab each time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.map(
    (rule) => `${rule.id}: ${rule.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}

/** The page breaks no rule as it stands, and nothing of it has to be scrolled sideways to. */
export async function expectAccessible(page: Page): Promise<void> {
  // What is still fading in has no contrast yet.
  await page.waitForFunction(() =>
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
