import { expect, type Page, test } from '@playwright/test';
import { driftOf, FILM_COLOURS, frameOf, recordFilm, soundOf } from '../support/film.ts';
import { control, inside, knock, leave, openTab } from '../support/meeting.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';

/** So far from the clock of the service nobody hears that two rooms are apart (ms). */
const MOST = 150;

/** The picture that is seen belongs to the second that the player stands at. */
async function expectPicture(page: Page): Promise<void> {
  await expect(async () => {
    const seen = await frameOf(page);
    if (!seen) throw new Error('no picture');
    // Away from where one colour follows another.
    const within = seen.second % 1;
    expect(within).toBeGreaterThan(0.25);
    expect(within).toBeLessThan(0.75);
    const expected = FILM_COLOURS[Math.floor(seen.second) % FILM_COLOURS.length] ?? [];
    const far = Math.max(...seen.colour.map((part, at) => Math.abs(part - (expected[at] ?? 0))));
    expect(far, `${seen.second} s is ${seen.colour.join(',')}`).toBeLessThan(70);
  }).toPass({ intervals: [120], timeout: 15_000 });
}

async function expectInTime(page: Page): Promise<void> {
  await expect(async () => {
    expect(Math.abs(await driftOf(page))).toBeLessThanOrEqual(MOST);
  }).toPass({ intervals: [300], timeout: 15_000 });
}

test('a greeting video is fetched beforehand and begins for everybody at one moment', async () => {
  test.setTimeout(240_000);
  const server = new Server();
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const names = cast.slice(0, 3).map(({ name }) => name);
  const planned = await planMeeting(office, names, ['S18', 'S19'], {
    admission: 'automatic',
    items: [
      { title: 'Opening', minutes: 5 },
      { title: 'Greeting', minutes: 5, speaker: 1 },
    ],
  });
  const desks: Desk[] = [];
  try {
    for (const who of cast.slice(0, 3)) desks.push(await Desk.open(who, 'chromium'));
    const [host, guest, late] = await Promise.all(desks.map((desk) => desk.page()));
    const [, item] = planned.items;
    const [, greets, third] = planned.people;
    if (!host || !guest || !late || !item || !greets || !third) throw new Error('three are needed');

    await desks[0]?.context.addCookies([office.cookie]);
    const desk = await desks[0]?.page();
    if (!desk) throw new Error('a desk is needed');
    // People come in while it is recorded, and learn of it when it is added.
    const recording = recordFilm(desk, 40);
    // The third cannot fetch it: a line that carries the call, and nothing beside it.
    await late.route('**/api/papers/*/file', (route) => route.abort());
    await late.addInitScript(() => {
      const play = HTMLVideoElement.prototype.play;
      HTMLVideoElement.prototype.play = function (this: HTMLVideoElement) {
        const isFilm = this.closest('[data-film]') !== null;
        if (!isFilm || this.muted) return play.call(this);
        return Promise.reject(new DOMException('before a click', 'NotAllowedError'));
      };
    });
    await Promise.all(
      [host, guest, late].map(async (page, at) => {
        await knock(page, planned.people[at]?.link ?? '');
        await inside(page);
      }),
    );
    const content = await recording;
    await desk.goto(`${server.url}/sessions/${planned.session}`);
    const papers = desk.locator('#papers');
    await papers.getByLabel('Seen by').selectOption('Everybody invited');
    await papers.getByLabel('Belongs to').selectOption(item);
    const phone = Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0');
    await desk.getByTestId('papers').setInputFiles([
      { name: 'mayor.webm', mimeType: 'video/webm', buffer: content },
      { name: 'phone.mp4', mimeType: 'video/mp4', buffer: phone },
    ]);
    await expect(papers.locator('[data-film-note]')).toContainText('Greeting video (0:');
    await expect(papers.locator('[data-film-command]')).toContainText('libvpx');
    await expectAccessibleAt(desk, [390]);
    await desk.close();
    await host.bringToFront();
    await openTab(host, 'agenda');
    const film = host.locator(`[data-item="${item}"] [data-item-film]`);
    await expect(film.locator('[data-film-have]')).toHaveAttribute('data-film-have', '2/3');
    await film.locator('summary').click();
    await expect(film.locator('[data-film-missing]')).toHaveAttribute(
      'data-film-missing',
      third.id,
    );
    await expectAccessibleAt(host, [390]);
    await expect(control(guest, 'mic')).toHaveAttribute('data-state', 'on');

    await film.locator('[data-film-action="show"]').press('Enter');
    const all = [host, guest, late];
    await Promise.all(all.map((page) => page.locator('[data-film] video').waitFor()));
    await expect(late.locator('[data-film] video')).toHaveAttribute('src', /\/film$/);
    await expect(control(guest, 'mic')).toHaveAttribute('data-state', 'refused');
    await Promise.all(all.map(expectInTime));
    await Promise.all(all.map(expectPicture));
    expect(await soundOf(guest)).toBe(true);
    await late.locator('[data-film-action="hear"]').click();
    await expect(late.locator('[data-film] video')).toHaveJSProperty('muted', false);

    // Whoever comes in the middle of it begins there.
    await late.reload();
    await inside(late);
    await expectInTime(late);
    await expectPicture(late);

    await host.locator('[data-film-action="stop"]').press('Enter');
    for (const page of all) await expect(page.locator('[data-film]')).toHaveCount(0);
    await control(guest, 'mic').click();
    await expect(control(guest, 'mic')).toHaveAttribute('data-state', 'on');
    await leave(host, 'all');
    await host.goto(`${server.url}/sessions/${planned.session}/record`);
    await expect(host.locator('[data-film-shown]')).toContainText('stopped by a host');
    expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
  } finally {
    await Promise.all(desks.map((desk) => desk.close()));
    await server.stop();
  }
});
