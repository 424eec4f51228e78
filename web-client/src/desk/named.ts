import { api, type PartnerCard } from '../api';
import type { Named } from '../api/exchanges';

/** A partner as a record names it. */
export type NamedPartner = Named['partners'][string];

export const namedPartner = ({
  slug,
  names,
  country,
  candidate,
}: Pick<PartnerCard, keyof NamedPartner>): NamedPartner => ({ slug, names, country, candidate });

/** These partners, by identity; one that is gone is not among them. */
export async function cardsOf(ids: readonly string[]): Promise<Named['partners']> {
  const found = await Promise.allSettled([...new Set(ids)].map((id) => api.partner(id)));
  return Object.fromEntries(
    found.flatMap((one) =>
      one.status === 'fulfilled' ? [[one.value.id, namedPartner(one.value)] as const] : [],
    ),
  );
}
