import type { Page } from '@playwright/test';
import { admit, control, inside, knock, openTab, tile } from '../meeting.ts';
import type { Planned } from '../office.ts';
import { groupPhoto, signs, whileAFilmIsShown } from './ceremonies.ts';
import { ASIDE, DESKTOP, type Look, PHONE } from './stops.ts';

export async function meet(
  planned: Planned,
  desk: Page,
  page: Page,
  look: Look,
  url: string,
): Promise<void> {
  const [chair, visitor] = planned.people;
  if (!chair || !visitor) throw new Error('two people are invited');
  await page.goto(`${url}/j#not-a-link`);
  await page.locator('[data-problem]').waitFor();
  await look(page, 'bad-link');
  await page.goto(visitor.link);
  await page.getByTestId('join').waitFor();
  await look(page, 'prejoin');
  await page.setViewportSize(DESKTOP);
  await knock(page, visitor.link);
  await page.locator('[data-lobby]').waitFor();
  await look(page, 'lobby');
  await page.setViewportSize(DESKTOP);
  await knock(desk, chair.link);
  await inside(desk);
  await behindClosedDoors(planned, desk, await page.context().newPage(), look);
  await inside(page);
  await openTab(desk, 'agenda');
  await desk.locator(`[data-item="${planned.items[0] ?? ''}"] [data-item-action="start"]`).click();
  await control(page, 'hand').click();
  await picturesArrive(desk);
  await onTheFloor(desk, page, look);
  await takeNotes(desk, planned.items[0] ?? '', look);
  await onTheStage(desk, page, look);
  await aside(desk, page, visitor.id, look);
  await signs(desk, page, look);
  await groupPhoto(desk, page, look);
  await whileAFilmIsShown(desk, page, planned.items[0] ?? '', look);
  await inTheRoom(desk, visitor.id, look);
}

/** Every tile on this page shows its person. */
async function picturesArrive(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const videos = [...document.querySelectorAll<HTMLVideoElement>('[data-tile] video')];
    return videos.length > 1 && videos.every(({ videoWidth }) => videoWidth > 0);
  });
}

/** Two of a city wait and are let in at once; one of them is of the press, goes out for a closed item,
 *  and is removed. */
async function behindClosedDoors(
  { people, items }: Planned,
  desk: Page,
  page: Page,
  look: Look,
): Promise<void> {
  const press = people[2];
  if (!press) throw new Error('somebody of the press is invited');
  await page.setViewportSize(DESKTOP);
  await knock(page, press.link);
  await page.locator('[data-lobby]').waitFor();
  await desk.setViewportSize(DESKTOP);
  await openTab(desk, 'people');
  await desk.locator(`[data-lobby-list] [data-person="${press.id}"]`).waitFor();
  await look(desk, 'room-lobby');
  await desk.setViewportSize(DESKTOP);
  await desk.locator('[data-delegation-action="admit"]').click();
  await inside(page);
  await openTab(desk, 'agenda');
  await desk.locator(`[data-item="${items[2] ?? ''}"] [data-item-action="start"]`).click();
  await page.locator('[data-outside]').waitFor();
  await look(page, 'outside');
  await openTab(desk, 'people');
  const row = desk.locator(`[data-person-row="${press.id}"]`);
  await row.getByRole('button').first().click();
  await row.locator('[data-person-action="remove"]').click();
  await desk.locator('[data-person-action="remove-confirm"]').click();
  await page.locator('[data-over="removed"]').waitFor();
  await look(page, 'removed');
  await page.close();
}

/** Who is next, who speaks, what a host sees of it, and the speaker. */
async function onTheFloor(host: Page, speaker: Page, look: Look): Promise<void> {
  await openTab(host, 'floor');
  const row = host.locator('[data-queued] button[aria-expanded]');
  await row.click();
  await look(host, 'room-floor-queue');
  await host.setViewportSize(DESKTOP);
  await row.click();
  await host.locator('[data-floor-action="next"]').click();
  await speaker.locator('[data-own-floor="speaks"]').waitFor();
  await look(speaker, 'room-speaks');
  await speaker.setViewportSize(DESKTOP);
  await openTab(speaker, 'floor');
  await speaker.locator('[data-floor-action="point"]').click();
  await host.locator('[data-point]').waitFor();
  await look(host, 'room-floor');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-floor-action="close-point"]').click();
  await openTab(host, 'agenda');
}

/** An action, then a decision, on the item that runs. */
async function takeNotes(desk: Page, item: string, look: Look): Promise<void> {
  await openTab(desk, 'agenda');
  const note = desk.locator(`[data-item="${item}"] [data-note-action="new"]`);
  const keep = desk.locator('[data-note-action="keep"]');
  await note.click();
  await desk.locator('[data-note-text="en"]').fill('Send the draft statutes of the fund');
  await desk.locator('[data-note-form] input[value="action"]').check();
  await desk.locator('[data-note-owner]').selectOption({ index: 1 });
  await desk.locator('[data-note-department]').fill('Port office');
  await desk.locator('[data-note-due]').fill('2027-03-31');
  await look(desk, 'room-note');
  await desk.setViewportSize(DESKTOP);
  await keep.click();
  await note.click();
  await desk.locator('[data-note-text="en"]').fill('The water declaration is adopted');
  await keep.click();
  await desk.locator(`[data-item="${item}"] [data-note]`).nth(1).waitFor();
  await look(desk, 'room-notes');
  await desk.setViewportSize(DESKTOP);
}

/** The stage as the host directs it, and as it looks from behind. */
async function onTheStage(host: Page, guest: Page, look: Look): Promise<void> {
  await openTab(host, 'people');
  const bar = host.locator('[data-stage-bar]');
  await bar.locator('[data-stage-action="open"]').click();
  await guest.locator('[data-own-place="on_stage"]').waitFor();
  await host.locator('[data-person-row] button[aria-expanded]').last().click();
  await host.locator('[data-place="backstage"]').click();
  await guest.locator('[data-own-place="backstage"]').waitFor();
  await look(guest, 'room-backstage');
  await guest.setViewportSize(DESKTOP);
  await look(host, 'room-stage');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-person-row] button[aria-expanded]').last().click();
  await bar.locator('[data-stage-action="close"]').click();
  await control(guest, 'camera').click();
  await openTab(host, 'agenda');
}

/** A side room is prepared and opened; who goes into it, and what a host sees of it. */
async function aside(host: Page, guest: Page, person: string, look: Look): Promise<void> {
  await openTab(host, 'people');
  await host.locator('[data-side-action="prepare"]').click();
  const form = host.locator('[data-open-side]');
  await form.getByRole('textbox').first().fill('双边会谈 · Bilateral talk');
  await form.locator(`[data-side-person="${person}"]`).check();
  await look(host, 'room-side-open');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-side-action="open"]').click();
  await guest.locator('[data-own-side]').waitFor();
  await look(guest, 'room-side');
  await guest.setViewportSize(DESKTOP);
  await host.locator('[data-side]').waitFor();
  await look(host, 'room-sides');
  await host.setViewportSize(DESKTOP);
  await host.locator('[data-side-action="close"]').click();
  await guest.locator('[data-own-side]').waitFor({ state: 'detached' });
  await openTab(host, 'agenda');
}

async function inTheRoom(desk: Page, other: string, look: Look): Promise<void> {
  await look(desk, 'room-agenda');
  await look(desk, 'room-aside', [ASIDE]);
  await desk.setViewportSize(DESKTOP);
  await openTab(desk, 'people');
  await desk.locator(`[data-person-row="${other}"] button[aria-expanded]`).click();
  await look(desk, 'room-people');
  await desk.setViewportSize(DESKTOP);
  await openTab(desk, 'chat');
  await look(desk, 'room-chat');
  await desk.setViewportSize(PHONE);
  await control(desk, 'more').click();
  await look(desk, 'room-more', [PHONE]);
  await desk.locator('[data-show="people"]').click();
  await look(desk, 'room-sheet', [PHONE]);
  await desk.keyboard.press('Escape');
  await desk.setViewportSize(DESKTOP);
  await control(desk, 'leave').click();
  await look(desk, 'room-leave');
  await desk.setViewportSize(DESKTOP);
  await desk.keyboard.press('Escape');
}

/** The machine of the hall comes in, beside who came to its entrance. */
export async function hallInTheRoom(
  { seat, people }: Planned,
  desk: Page,
  page: Page,
  look: Look,
): Promise<void> {
  if (!seat) throw new Error('a hall has a seat');
  await page.setViewportSize(DESKTOP);
  await knock(page, seat.link);
  await page.locator('[data-lobby]').waitFor();
  await admit(desk, seat.id);
  await inside(page);
  await tile(desk, seat.id).waitFor();
  await look(desk, 'room-hall');
  await page.goto(people.at(-1)?.link ?? '');
  await page.locator('[data-hall-code]').waitFor();
  await look(page, 'prejoin-hall');
  await page.close();
  await desk.setViewportSize(DESKTOP);
}
