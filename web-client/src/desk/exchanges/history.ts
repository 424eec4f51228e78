import { versionsOf } from '../../api/batches';
import { exchanges, type Exchange, type Named } from '../../api/exchanges';
import { differences, type Difference } from '../differences';
import { cardsOf } from '../named';
import { storyOf, type Step } from '../story';
import { describe } from './describe';

/** How an exchange came to be as it is, the newest change first. */
export async function history(id: string, named: Named): Promise<Step[]> {
  const versions = await versionsOf('exchange', id);
  const records = versions.flatMap(({ record }) => (record ? [record as Exchange] : []));
  const names = await namesOf(records, named);
  return storyOf<Exchange>(versions, (before, after) => changes(before, after, names));
}

export const changes = (
  before: Exchange | null,
  after: Exchange | null,
  named: Named,
): Difference[] =>
  differences(before ? describe(before, named) : [], after ? describe(after, named) : []);

/** Those that only older versions name are asked for; one that is gone stays without a name. */
async function namesOf(records: readonly Exchange[], named: Named): Promise<Named> {
  const wanted = records.flatMap((record) => record.partners ?? []);
  const partners = await cardsOf(wanted.filter((id) => !named.partners[id]));
  const all = {
    ...named,
    partners: { ...named.partners, ...partners },
    departments: { ...named.departments },
  };
  if (records.some((record) => record.departments?.some((id) => !all.departments[id]))) {
    const { items } = await exchanges.departments();
    for (const { record } of items) all.departments[record.id] = record.names;
  }
  return all;
}
