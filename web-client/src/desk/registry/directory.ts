import { api } from '../../api';
import { registry } from '../../api/registry';
import type { Directory } from './words';

/** The names of these partners, and of all districts: what is gone since has none. */
export async function namesOf(partners: readonly string[]): Promise<Directory> {
  const wanted = [...new Set(partners)];
  const [districts, ...cards] = await Promise.all([
    registry.districts(),
    ...wanted.map((id) => api.partner(id).catch(() => undefined)),
  ]);
  return {
    districts: Object.fromEntries(districts.items.map(({ record }) => [record.id, record.names])),
    partners: Object.fromEntries(
      cards.flatMap((card) =>
        card
          ? [
              [
                card.id,
                {
                  names: card.names,
                  slug: card.slug,
                  country: card.country,
                  candidate: card.candidate,
                },
              ],
            ]
          : [],
      ),
    ),
  };
}
