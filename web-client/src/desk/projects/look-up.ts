import { api, type SessionCard } from '../../api';
import { intents, type Department, type Intent, type Named } from '../../api/intents';
import { cardsOf } from '../named';

/** What a form offers, and what the names are of what a project refers to. */
export interface LookedUp {
  departments: Department[];
  named: Named;
}

/** The names that a single project refers to. A list brings them along; one record does not. */
export async function lookUp(intent: Pick<Intent, 'partners'>): Promise<LookedUp> {
  const [all, partners] = await Promise.all([
    intents.departments(),
    cardsOf(intent.partners ?? []),
  ]);
  const departments = Object.fromEntries(all.map(({ id, names }) => [id, names]));
  return { departments: all, named: { partners, departments, districts: {} } };
}

/** Sessions in which something can have been said: those with a record, the newest first. */
export async function heldSessions(): Promise<SessionCard[]> {
  const { items } = await api.sessions('all');
  const held = items.filter((one) => one.has_record && !one.rehearsal);
  return held.toSorted((a, b) => b.starts_at - a.starts_at);
}
