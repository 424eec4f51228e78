import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Where the figures go; those of other benches in it stay. */
const file =
  process.env.YUNQIAO_BENCH ?? resolve(import.meta.dirname, '../../../target/bench/meeting.json');

export interface Figure {
  figure: string;
  value: number;
  unit: string;
  better: 'lower' | 'higher';
  target: number | null;
  peer: string | null;
  peer_value: number | null;
  runs: number;
}

export function write(figures: Figure[]): void {
  mkdirSync(dirname(file), { recursive: true });
  let before: Figure[] = [];
  try {
    before = JSON.parse(readFileSync(file, 'utf8')) as Figure[];
  } catch {
    // No other bench has written here yet.
  }
  const names = new Set(figures.map((figure) => figure.figure));
  writeFileSync(
    file,
    `${JSON.stringify([...before.filter((old) => !names.has(old.figure)), ...figures], null, 2)}\n`,
  );
  console.table(
    figures.map(({ figure, value, unit, target }) => ({ figure, value, unit, target })),
  );
}

/** The one in the middle, or beside it. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
