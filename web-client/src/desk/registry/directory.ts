import { registry } from '../../api/registry';
import { cardsOf } from '../named';
import type { Directory } from './words';

/** The names of these partners, and of all districts: what is gone since has none. */
export async function namesOf(wanted: readonly string[]): Promise<Directory> {
  const [districts, partners] = await Promise.all([registry.districts(), cardsOf(wanted)]);
  return {
    districts: Object.fromEntries(districts.items.map(({ record }) => [record.id, record.names])),
    partners,
  };
}
