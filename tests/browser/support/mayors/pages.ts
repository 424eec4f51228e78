import { expect, type Page } from '@playwright/test';
import { control } from '../meeting.ts';
import { cast, Desk, firefoxCanMeet, type Person } from '../people.ts';
import { expectToSee } from '../senses.ts';
import { Wire } from '../wire.ts';
import type { Forum } from './forum.ts';

export const HOST = 'Lin Yue';
/** Calls the cues. */
export const CALLER = 'Zhao Min';
export const KATHARINA = 'Katharina Vogel';
export const KIM = 'Kim Seo-yeon';

export const ON_PAGES = [HOST, KATHARINA, KIM, CALLER];

/** The four who take part with a real browser, camera and microphone. */
export class Pages {
  /** By which Katharina comes. */
  readonly wire = new Wire();
  readonly #desks: Desk[] = [];
  readonly #pages = new Map<string, Page>();

  private constructor(private readonly forum: Forum) {}

  static async open(forum: Forum): Promise<Pages> {
    const pages = new Pages(forum);
    const opened = ON_PAGES.map(async (name) => {
      const engine = name === KIM && firefoxCanMeet ? 'firefox' : 'chromium';
      const looks = { width: 1440, height: 900, calm: true };
      const desk = await Desk.open(looksOf(name), engine, looks);
      pages.#desks.push(desk);
      pages.#pages.set(name, await desk.page());
    });
    await Promise.all(opened);
    return pages;
  }

  async close(): Promise<void> {
    await Promise.all(this.#desks.map((desk) => desk.close()));
    await this.wire.close();
  }

  /** What went wrong in them without anybody catching it. */
  get errors(): string[] {
    return this.#desks.flatMap((desk) => desk.errors);
  }

  of(name: string): Page {
    const found = this.#pages.get(name);
    if (!found) throw new Error(`${name} has no page`);
    return found;
  }

  async linkOf(name: string): Promise<string> {
    const link = this.forum.programme.link(name);
    const { url } = this.forum.server;
    return name === KATHARINA ? link.replace(url, await this.wire.to(url)) : link;
  }

  floor(name: string, act: string) {
    return this.of(name).locator(`[data-floor-action="${act}"]`);
  }

  vote(name: string, act: string) {
    return this.of(name).locator(`[data-vote-action="${act}"]`);
  }

  /** The vote that is open, or was last. */
  card(name: string) {
    return this.of(name).locator('section[data-vote]');
  }

  cue(name: string, title: string) {
    return this.of(name).locator(`[data-cue="${this.forum.programme.cue(title)}"]`);
  }

  item(name: string, title: string) {
    return this.of(name).locator(`[data-item="${this.forum.programme.item(title)}"]`);
  }

  /** Votes as one does it on the screen. */
  async ballot(name: string, choice: number, isSecret = false): Promise<void> {
    await this.vote(name, 'vote').click();
    await this.of(name).locator(`[data-choice="${choice}"]`).click();
    if (isSecret) await this.vote(name, 'give').click();
    await expect(this.card(name).locator('[data-own]')).toHaveAttribute('data-own', 'voted');
  }

  /** Whoever has just come on stage opens the camera, which was closed to them until then. */
  async showsCamera(name: string): Promise<void> {
    const camera = control(this.of(name), 'camera');
    await expect(camera).toHaveAttribute('data-state', 'off');
    await camera.click();
    await expect(camera).toHaveAttribute('data-state', 'on');
  }

  async sees(viewer: string, seen: string): Promise<void> {
    await expectToSee(this.of(viewer), this.forum.id(seen), looksOf(seen));
  }

  /** The caller calls a cue. */
  async calls(title: string): Promise<void> {
    const at = await this.forum.clock.moment(async () => {
      await this.cue(CALLER, title).locator('[data-cue-action="call"]').click();
      await this.forum.isCalled(title);
    });
    this.forum.truth.cues.set(title, { at, fallback: false });
  }
}

function looksOf(name: string): Person {
  const looks = cast[ON_PAGES.indexOf(name)];
  if (!looks) throw new Error(`${name} has no camera`);
  return { ...looks, name };
}
