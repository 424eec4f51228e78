import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { leaveOut } from './leave-out.ts';

// Programs of others, in Python: what they make of the files that the service writes, and files as
// they write them.

const root = resolve(import.meta.dirname, '../../..');
const folder = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'python');

/** Whether the packages of the peers are installed, as `tools/need python` does. */
export const hasPython = existsSync(join(folder, 'installed'));

if (!hasPython) leaveOut('python', 'the Python packages of the tests are needed');

const run = (program: string, files: readonly string[], input = ''): string =>
  execFileSync(join(folder, 'bin/python'), [join(root, 'tests/peers', program), ...files], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });

/** What a program finds in a cell: nothing, a text, or what else it takes it for. */
export type Found = string | null | { number: string } | { day: string } | { formula: string };

export interface Table {
  /** Of a workbook alone. */
  sheet: string | null;
  /** The first cell that is not held in sight. */
  frozen: string | null;
  rows: Found[][];
}

/** Tables as PyPI's `openpyxl` and the parser for separated text of Python read them. */
export const readTables = (files: readonly string[]): Table[] =>
  run('tables/read.py', files)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Table);

/** What is to stand in a cell. */
export type Cell = string | number | null | { day: string };

type Wish =
  | {
      book: string;
      sheets: { name: string; hidden?: boolean; rows: Cell[][] }[];
    }
  | { book: string; from: string; lines: Record<string, Cell>[] }
  | { text: string; encoding: string; content: string };

/** Writes a workbook with `openpyxl`, or a text in an encoding that is not that of this program. */
export function writeFile(wish: Wish): void {
  run('tables/write.py', [], JSON.stringify(wish));
}
