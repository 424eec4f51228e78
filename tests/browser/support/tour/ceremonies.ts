import type { Page } from '@playwright/test';
import { openTab } from '../meeting.ts';
import { DESKTOP, type Look } from './stops.ts';

/** A memorandum from its preparation to its last signature. */
export async function signs(host: Page, guest: Page, look: Look): Promise<void> {
  const act = (page: Page, what: string) => page.locator(`[data-signing-action="${what}"]`);
  await openTab(host, 'agenda');
  await act(host, 'prepare').click();
  await host.locator('[data-signing-title="en"]').fill('Memorandum on clean water');
  await host.locator('[data-edition-paper="0"]').selectOption({ index: 1 });
  for (const place of [0, 1])
    await host.locator(`[data-party-person="${place}"]`).selectOption({ index: 1 });
  await look(host, 'room-signing-prepare');
  await host.setViewportSize(DESKTOP);
  await act(host, 'keep').click();
  await act(host, 'open').click();
  await guest.locator('[data-duty="wait"]').waitFor();
  await act(host, 'sign').click();
  await host.locator('[data-sign-confirm]').check();
  await look(host, 'room-sign');
  await host.setViewportSize(DESKTOP);
  await act(host, 'confirm').click();
  await guest.locator('[data-duty="sign"]').waitFor();
  await look(guest, 'room-signing-guest');
  await guest.setViewportSize(DESKTOP);
  await look(host, 'room-signing');
  await host.setViewportSize(DESKTOP);
  await act(guest, 'sign').click();
  await guest.locator('[data-sign-confirm]').check();
  await act(guest, 'confirm').click();
  await act(host, 'close').click();
  await act(host, 'close-yes').click();
  await guest.locator('[data-signing-state="closed"]').waitFor();
  for (const page of [host, guest]) await page.locator('[data-signing] [data-put-away]').click();
}

/** Both are asked for a group photo, the guest prefers a name plate, and the host looks at it. */
export async function groupPhoto(host: Page, guest: Page, look: Look): Promise<void> {
  await openTab(host, 'people');
  await host.locator('[data-photo-action="call"]').click();
  await guest.locator('[data-photo="asking"]').waitFor();
  await look(guest, 'room-photo-asked');
  await guest.setViewportSize(DESKTOP);
  await host.locator('[data-photo-action="yes"]').click();
  await guest.locator('[data-photo-action="plate"]').click();
  await look(host, 'room-photo');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-photo-action="start"]').click();
  await host.locator('[data-photo-preview]').waitFor();
  await look(host, 'room-photo-look');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-photo-action="keep"]').click();
  await host.locator('[data-photo="kept"]').waitFor();
  for (const page of [host, guest]) await page.locator('[data-photo-action="put-away"]').click();
  await openTab(host, 'agenda');
}

/** A greeting video: who has it, and how it is seen by a host and by a guest. */
export async function whileAFilmIsShown(
  desk: Page,
  page: Page,
  item: string,
  look: Look,
): Promise<void> {
  await desk.setViewportSize(DESKTOP);
  await openTab(desk, 'agenda');
  const film = desk.locator(`[data-item="${item}"] [data-item-film]`);
  await film.locator('summary').click();
  await look(desk, 'room-film-agenda', [DESKTOP]);
  await film.locator('[data-film-action="show"]').click();
  await page.locator('[data-film] video').waitFor();
  // It begins two seconds later.
  for (const viewer of [desk, page])
    await viewer.waitForFunction(() => {
      const clock = document.querySelector<HTMLElement>('[data-film-clock]');
      return Number(clock?.dataset['filmClock']) > 0;
    });
  await look(desk, 'room-film');
  await look(page, 'room-film-guest');
  await desk.setViewportSize(DESKTOP);
  await page.setViewportSize(DESKTOP);
  await desk.locator('[data-film-action="stop"]').click();
  await page.locator('[data-film]').waitFor({ state: 'detached' });
}
