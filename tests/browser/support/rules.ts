import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** The rules of accessibility that a page breaks, and where. */
export async function brokenRules(page: Page): Promise<string[]> {
  // No page here holds a frame; what is there for frames opens a tab each time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.map(
    (rule) => `${rule.id}: ${rule.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}
