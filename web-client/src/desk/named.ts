import { api, ApiError, type PartnerCard } from '../api';
import type { Named } from '../api/exchanges';

/** A partner as a record names it. */
export type NamedPartner = Named['partners'][string];

export const namedPartner = ({
  slug,
  names,
  country,
  candidate,
}: Pick<PartnerCard, keyof NamedPartner>): NamedPartner => ({ slug, names, country, candidate });

/** What is asked for, or nothing where the service knows no such thing any more. Whatever else goes wrong
 *  says nothing about it. */
export async function orGone<Asked>(asked: Promise<Asked>): Promise<Asked | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** These partners, by identity; one that is gone is not among them. */
export async function cardsOf(ids: readonly string[]): Promise<Named['partners']> {
  const found = await Promise.all([...new Set(ids)].map((id) => orGone(api.partner(id))));
  return Object.fromEntries(
    found.flatMap((one) => (one ? [[one.id, namedPartner(one)] as const] : [])),
  );
}
