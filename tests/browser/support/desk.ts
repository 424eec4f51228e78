import type { Locator, Page } from '@playwright/test';
import type { Office } from './office.ts';
import { cast, Desk } from './people.ts';

/** The browser of an organizer who is signed in. */
export async function organizer(office: Office): Promise<Desk> {
  const [who] = cast;
  if (!who) throw new Error('somebody must sit at the desk');
  const desk = await Desk.open(who, 'chromium');
  await desk.context.addCookies([office.cookie]);
  return desk;
}

/** What stands under exactly this label. */
export const field = (where: Page | Locator, label: string): Locator =>
  where.getByLabel(label, { exact: true });

/** Presses the button of exactly this name. */
export const press = (where: Page | Locator, name: string): Promise<void> =>
  where.getByRole('button', { name, exact: true }).click();

/** Puts a partner city that is found by these letters into the plan. */
export async function inviteCity(page: Page, letters: string, city: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: 'Invite a partner city' }).fill(letters);
  await page.getByRole('option', { name: city }).click();
}

/** The handle by which a session is moved in the programme of its event. */
export const grip = (page: Page, title: string): Locator =>
  page.getByRole('button', { name: new RegExp(`^Move ${title}, `) });

/** A message that stands in sight, not only for the ear. */
export const said = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('region', { name: 'Messages' }).getByText(text);

/** The instant of an ISO time, in microseconds, as the server counts. */
export const instant = (iso: string): number => Date.parse(iso) * 1000;
