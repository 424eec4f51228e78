import { expect, type Page } from '@playwright/test';
import type { Office } from './office.ts';
import { cast, Desk } from './people.ts';

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

/** What a session was planned as, and the links into it. */
interface Invitation {
  plan: { people: readonly { id: string }[] };
  links: readonly { person: string; url: string }[];
}

/** How the screen of one person is set up. */
interface Looks {
  locale: string;
  width: number;
  height: number;
}

/** The first of those invited come in, each with a browser of their own, which is added to `desks`
 *  at once: whoever made that list closes them, whatever happens here. */
export async function allIn(
  { plan, links }: Invitation,
  looks: readonly Looks[],
  desks: Desk[],
): Promise<Page[]> {
  const pages: Page[] = [];
  for (const [at, look] of looks.entries()) {
    const who = cast[at];
    const link = links.find((one) => one.person === plan.people[at]?.id)?.url;
    if (!who || !link) throw new Error('somebody was not invited');
    const desk = await Desk.open(who, 'chromium', look);
    desks.push(desk);
    const page = await desk.page();
    await knock(page, link);
    await inside(page);
    pages.push(page);
  }
  return pages;
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

/** The record of a session, once it has ended. */
export async function recordOf<Record>(office: Office, session: string): Promise<Record> {
  const address = `/api/sessions/${session}/record`;
  await expect(async () => {
    expect((await office.get<{ ended_at: number | null }>(address)).ended_at).toBeTruthy();
  }).toPass();
  return office.get<Record>(address);
}
