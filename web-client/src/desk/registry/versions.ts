import type { EntryKind, RecordVersion } from '../../api/registry';
import { differences, rowsOf, type Difference, type Directory } from './words';

export interface Step {
  version: number;
  batch: number;
  at: number;
  by: string | null;
  what: 'added' | 'changed' | 'removed' | 'restored';
  rows: Difference[];
}

/** The versions of a record, the newest first, each with what it changed of the one before. */
export function storyOf(
  kind: EntryKind,
  versions: readonly RecordVersion[],
  names: Directory,
): Step[] {
  return versions.map(({ version, batch, at, by, record }, place) => {
    const earlier = versions[place + 1];
    const before = rowsOf(kind, earlier?.record ?? null, names);
    const rows = differences(before, rowsOf(kind, record, names));
    return { version, batch, at, by, what: whatOf(record, earlier), rows };
  });
}

function whatOf(record: unknown, earlier: RecordVersion | undefined): Step['what'] {
  if (record === null) return 'removed';
  if (!earlier) return 'added';
  return earlier.record === null ? 'restored' : 'changed';
}
