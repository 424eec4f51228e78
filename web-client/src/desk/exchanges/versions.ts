import { api } from '../../api';
import { exchanges, type Exchange, type Named, type RecordVersion } from '../../api/exchanges';
import { describe, differences, type Difference } from './describe';

/** One change of an exchange, and what it did. */
export interface Change {
  version: number;
  at: number;
  by: string | null;
  what: 'entered' | 'changed' | 'removed' | 'restored';
  changes: Difference[];
}

const recordOf = ({ record }: RecordVersion): Exchange | null => record as Exchange | null;

/** How an exchange came to be as it is, the newest change first. */
export async function history(id: string, named: Named): Promise<Change[]> {
  const versions = await exchanges.versions(id);
  const names = await namesOf(
    versions.flatMap((one) => recordOf(one) ?? []),
    named,
  );
  return changesOf(versions, names);
}

/** The versions come the newest first. */
export function changesOf(versions: readonly RecordVersion[], named: Named): Change[] {
  return versions.map((version, place) => {
    const before = versions[place + 1];
    const [was, is] = [before && recordOf(before), recordOf(version)];
    const { at, by } = version;
    const changes = was && is ? differences(describe(was, named), describe(is, named)) : [];
    return { version: version.version, at, by, what: whatOf(was, is), changes };
  });
}

/** `undefined`: there was nothing before; `null`: it had been removed. */
function whatOf(was: Exchange | null | undefined, is: Exchange | null): Change['what'] {
  if (is === null) return 'removed';
  if (was === undefined) return 'entered';
  return was === null ? 'restored' : 'changed';
}

/** Those that only older versions name are asked for; one that is gone stays without a name. */
async function namesOf(records: readonly Exchange[], named: Named): Promise<Named> {
  const all = { ...named, partners: { ...named.partners }, departments: { ...named.departments } };
  const wanted = new Set(records.flatMap((record) => record.partners ?? []));
  const missing = [...wanted].filter((id) => !all.partners[id]);
  const found = await Promise.allSettled(missing.map((id) => api.partner(id)));
  for (const one of found)
    if (one.status === 'fulfilled') {
      const { id, names, slug, country, candidate } = one.value;
      all.partners[id] = { names, slug, country, candidate };
    }
  if (records.some((record) => record.departments?.some((id) => !all.departments[id]))) {
    const { items } = await exchanges.departments();
    for (const { record } of items) all.departments[record.id] = record.names;
  }
  return all;
}
