import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { allIn, control, leave, openTab } from '../support/meeting.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, type Desk } from '../support/people.ts';
import { expectAccessible } from '../support/rules.ts';
import { Server } from '../support/server.ts';
import { expectToSee } from '../support/senses.ts';

const LOOKS = [
  { locale: 'en-GB', width: 1440, height: 900 },
  { locale: 'zh-CN', width: 1440, height: 900 },
  { locale: 'ar', width: 390, height: 844 },
];

interface Shown {
  person: string;
  isPictured: boolean;
  tile: { x: number; y: number; width: number; height: number };
}

interface Record {
  ended_at: number | null;
  photos: {
    photo: string;
    sha256: string;
    pictured: { person: { person: string } }[];
    plates: { person: { person: string } }[];
    removed_at: number | null;
  }[];
}

const preview = (host: Page) => host.locator('[data-photo-preview]');

/** Who stands where in the picture that the host looks at. */
async function places(host: Page): Promise<Shown[]> {
  return JSON.parse((await preview(host).getAttribute('data-photo-preview')) ?? '[]') as Shown[];
}

/** What the picture shows in the upper corner of a tile, where a plate has no words. */
async function pixel(image: ReturnType<typeof preview>, { tile }: Shown): Promise<number[]> {
  return image.evaluate(
    async (img: HTMLImageElement, at) => {
      await img.decode();
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 1;
      const pen = canvas.getContext('2d');
      pen?.drawImage(img, at.x, at.y, 8, 8, 0, 0, 1, 1);
      return [...(pen?.getImageData(0, 0, 1, 1).data.slice(0, 3) ?? [])];
    },
    { x: tile.x + tile.width / 6, y: tile.y + tile.height / 6 },
  );
}

function far(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((part, at) => Math.abs(part - (other[at] ?? 0))));
}

test('whoever agreed is in the group photo with their camera, whoever did not by a name plate', async () => {
  test.setTimeout(120_000);
  const server = new Server();
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const names = cast.slice(0, 3).map(({ name }) => name);
  const planned = await planMeeting(office, names, ['S18', 'S19'], { admission: 'automatic' });
  const desks: Desk[] = [];
  try {
    const links = planned.people.map(({ id, link }) => ({ person: id, url: link }));
    const pages = await allIn({ plan: planned, links }, LOOKS, desks);
    const [host, guest, shy] = pages;
    const [chair, second] = cast;
    const [chairId, guestId, shyId] = planned.people.map((one) => one.id);
    if (!host || !guest || !shy || !chair || !second || !guestId)
      throw new Error('three are needed');
    await expectToSee(host, guestId, second);

    await openTab(host, 'people');
    await host.locator('[data-photo-action="call"]').press('Enter');
    for (const page of pages)
      await expect(page.locator('[data-photo="asking"]')).toHaveAttribute(
        'data-photo-answer',
        'null',
      );
    await expectAccessible(shy);
    await expect(host.locator('[data-photo-action="start"]')).toBeDisabled();
    await host.locator('[data-photo-action="yes"]').click();
    await guest.locator('[data-photo-action="yes"]').press('Enter');
    await shy.locator('[data-photo-action="plate"]').click();
    await expect(host.locator('[data-photo-answers="2/1/0"]')).toBeVisible();

    await host.locator('[data-photo-action="start"]').press('Enter');
    await expect(guest.locator('[data-photo-count="3"]')).toBeVisible();
    await expectAccessible(guest);
    await preview(host).waitFor();
    const stand = await places(host);
    const colours = new Map([
      [chairId, chair.colour],
      [guestId, second.colour],
    ]);
    expect(stand.map(({ person, isPictured }) => [person, isPictured]).sort()).toEqual(
      planned.people
        .slice(0, 3)
        .map(({ id }) => [id, id !== shyId])
        .sort(),
    );
    for (const one of stand) {
      const shown = await pixel(preview(host), one);
      const colour = colours.get(one.person);
      // A name plate is white paper, and nothing else.
      expect(far(shown, colour ?? [252, 253, 253]), `${shown.join()}`).toBeLessThan(40);
    }
    await expectAccessible(host);

    // Whoever thinks better of it is out of it before anything is kept.
    await guest.locator('[data-photo-action="plate"]').click();
    await expect(async () => {
      const pictured = (await places(host)).filter((one) => one.isPictured);
      expect(pictured.map(({ person }) => person)).toEqual([chairId]);
    }).toPass();
    for (const one of await places(host))
      if (one.person === guestId)
        expect(far(await pixel(preview(host), one), [252, 253, 253])).toBeLessThan(40);
    await guest.locator('[data-photo-action="yes"]').click();
    await host.locator('[data-photo-action="again"]').click();
    await expect(host.locator('[data-photo-count]')).toBeVisible();
    await expect(async () => {
      const pictured = (await places(host)).filter((one) => one.isPictured);
      expect(pictured).toHaveLength(2);
    }).toPass();
    await host.locator('[data-photo-action="keep"]').press('Enter');
    for (const page of pages) await expect(page.locator('[data-photo="kept"]')).toBeVisible();
    await expect(control(shy, 'camera')).toHaveAttribute('data-state', 'on');

    await leave(host, 'all');
    const address = `/api/sessions/${planned.session}/record`;
    const record = () => office.get<Record>(address);
    await expect(async () => expect((await record()).ended_at).toBeTruthy()).toPass();
    const [kept] = (await record()).photos;
    if (!kept) throw new Error('one was kept');
    expect(kept.plates.map((one) => one.person.person)).toEqual([shyId]);
    expect(kept.pictured).toHaveLength(2);

    // Whoever took part has it on their own page, the one with the name plate, too.
    for (const page of [guest, shy]) {
      const own = page.locator('[data-own-photo] img');
      await expect(own).toHaveJSProperty('complete', true);
      expect(await own.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
      await expectAccessible(page);
    }
    const saving = guest.waitForEvent('download');
    await guest.locator('[data-own-photo] [data-photo-action="download"]').click();
    const saved = await readFile(await (await saving).path());
    expect(createHash('sha256').update(saved).digest('hex')).toBe(kept.sha256);

    await desks[0]?.context.addCookies([office.cookie]);
    await host.goto(`${server.url}/sessions/${planned.session}/record#photos`);
    const image = host.locator('[data-record-photo] img');
    await expect(image).toHaveJSProperty('complete', true);
    const first = stand.find(({ person }) => person === guestId);
    if (first) expect(far(await pixel(image, first), second.colour)).toBeLessThan(40);
    await expectAccessible(host);
    await host.locator('[data-photo-action="remove"]').click();
    await host.locator('[data-photo-action="remove-yes"]').click();
    await expect(host.locator('[data-record-photo][data-removed="true"]')).toBeVisible();
    await expect(image).toHaveCount(0);
    expect((await record()).photos[0]?.removed_at).toBeTruthy();
    await guest.reload();
    await expect(guest.locator('[data-after="there"]')).toBeVisible();
    await expect(guest.locator('[data-own-photo]')).toHaveCount(0);
    expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
  } finally {
    await Promise.all(desks.map((desk) => desk.close()));
    await server.stop();
  }
});
