import type { RecordVersion } from '../api/batches';
import type { Difference } from './differences';

/** One change of a record, and what it did. */
export interface Step {
  version: number;
  batch: number;
  at: number;
  /** `null`: the service itself. */
  by: string | null;
  what: 'added' | 'changed' | 'removed' | 'restored';
  rows: readonly Difference[];
}

/** How a record came to be as it is. The versions come the newest first; each is put beside the one before it. */
export function storyOf<Kept>(
  versions: readonly RecordVersion[],
  compare: (before: Kept | null, after: Kept | null) => Difference[],
): Step[] {
  return versions.map(({ version, batch, at, by, record }, place) => {
    const earlier = versions[place + 1];
    const rows = compare((earlier?.record ?? null) as Kept | null, record as Kept | null);
    return { version, batch, at, by, what: whatOf(record, earlier), rows };
  });
}

function whatOf(record: unknown, earlier: RecordVersion | undefined): Step['what'] {
  if (record === null) return 'removed';
  if (!earlier) return 'added';
  return earlier.record === null ? 'restored' : 'changed';
}
