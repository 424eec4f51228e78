import { api, type PartnerCard, type SessionCard } from '../../api';
import { intents, type Department, type Intent, type Named } from '../../api/intents';

/** What a form offers, and what the names are of what a project refers to. */
export interface LookedUp {
  departments: Department[];
  named: Named;
}

/** The names that a single project refers to. A list brings them along; one record does not. */
export async function lookUp(intent: Pick<Intent, 'partners'>): Promise<LookedUp> {
  const [departments, ...partners] = await Promise.all([
    intents.departments(),
    ...(intent.partners ?? []).map((id) => api.partner(id)),
  ]);
  const named: Named = { partners: {}, departments: {}, districts: {} };
  for (const one of departments) named.departments[one.id] = one.names;
  for (const one of partners) named.partners[one.id] = namedPartner(one);
  return { departments, named };
}

export const namedPartner = ({
  slug,
  names,
  country,
  candidate,
}: Pick<PartnerCard, 'slug' | 'names' | 'country' | 'candidate'>) => ({
  slug,
  names,
  country,
  candidate,
});

/** Sessions in which something can have been said: those with a record, the newest first. */
export async function heldSessions(): Promise<SessionCard[]> {
  const { items } = await api.sessions('all');
  const held = items.filter((one) => one.has_record && !one.rehearsal);
  return held.toSorted((a, b) => b.starts_at - a.starts_at);
}
