import { expect, type Page } from '@playwright/test';

/** From a personal link through the pre-join page to the door, as a person does it. */
export async function knock(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await join(page);
}

/** Past the pre-join page. */
export async function join(page: Page): Promise<void> {
  await page.getByTestId('join').waitFor();
  const notice = page.getByTestId('acknowledge');
  if (await notice.isVisible()) await notice.check();
  await page.getByTestId('join').click();
}

/** Waits until the meeting is on the screen. */
export async function inside(page: Page): Promise<void> {
  await expect(page.locator('[data-room]')).toBeVisible({ timeout: 30_000 });
}

export async function openTab(
  page: Page,
  name: 'agenda' | 'cues' | 'floor' | 'people' | 'chat',
): Promise<void> {
  await page.locator(`#tab-${name}`).click();
}

/** The host lets in somebody who waits. */
export async function admit(host: Page, id: string): Promise<void> {
  await openTab(host, 'people');
  await host
    .locator(`[data-lobby-list] [data-person="${id}"] [data-person-action="admit"]`)
    .click();
}

export function tile(page: Page, id: string) {
  return page.locator(`[data-tile][data-person="${id}"]`);
}

export function control(page: Page, name: 'mic' | 'camera' | 'hand' | 'share' | 'leave' | 'more') {
  return page.locator(`[data-control="${name}"]`);
}

export async function leave(page: Page, how: 'self' | 'all'): Promise<void> {
  await control(page, 'leave').click();
  await page.locator(`[data-leave="${how}"]`).click();
}
