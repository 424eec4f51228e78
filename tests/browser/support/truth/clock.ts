import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** When something happened, in microseconds of the test clock: not before, not after. */
export interface Moment {
  after: number;
  before: number;
}

/** From before the first until after the second. */
export const hull = (one: Moment, other: Moment): Moment => ({
  after: Math.min(one.after, other.after),
  before: Math.max(one.before, other.before),
});

export const later = ({ after, before }: Moment, seconds: number): Moment => ({
  after: after + seconds * 1e6,
  before: before + seconds * 1e6,
});

/** Does something, and says when: not before it was asked for, not after it was seen. */
export async function momentOf(
  act: () => Promise<unknown>,
  now = () => Date.now() * 1000,
): Promise<Moment> {
  const after = now();
  await act();
  // The clock counts in whole milliseconds.
  return { after, before: now() + 1000 };
}

/** The clock of this machine, and how far a test has put it ahead for a server that it starts. */
export class TestClock {
  readonly #folder = mkdtempSync(join(tmpdir(), 'yunqiao-clock-'));
  readonly #file = join(this.#folder, 'ahead');
  #ahead = 0;

  get environment(): Record<string, string> {
    return { YUNQIAO_TEST_CLOCK: this.#file };
  }

  now(): number {
    return Date.now() * 1000 + this.#ahead;
  }

  /** Puts the clock ahead. The server knows of it with whatever it does next. */
  jump(seconds: number): void {
    this.#ahead += Math.round(seconds * 1e6);
    const next = `${this.#file}.next`;
    writeFileSync(next, String(this.#ahead));
    renameSync(next, this.#file);
  }

  /** What a jump has as its consequence, and when that was. */
  async afterJump(seconds: number, comes: () => Promise<unknown>): Promise<Moment> {
    const sooner = this.now();
    this.jump(seconds);
    const { before } = await this.moment(comes);
    return { after: sooner + seconds * 1e6, before };
  }

  /** Does something, and says when. */
  moment(act: () => Promise<unknown>): Promise<Moment> {
    return momentOf(act, () => this.now());
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
