import { api, type SessionRecord } from '../../api';
import { intents, type Department, type IntentDraft } from '../../api/intents';
import { nowhere } from './editor.svelte';
import { dayOfRecord } from './said';

/** What a new project begins with: the partner, session, item and decision that its address names. */
export async function beginWith(
  asked: URLSearchParams,
  departments: readonly Department[],
  today: string,
): Promise<Partial<IntentDraft>> {
  const session = asked.get('session');
  const partner = asked.get('partner');
  const named = partner ? [(await api.partner(partner)).id] : [];
  if (!session) {
    const exchange = asked.get('exchange');
    const said_on = exchange ? (await intents.exchange(exchange)).record.on : today;
    return { partners: named, said_on, said_in: { ...nowhere, exchange } };
  }
  const taken = fromRecord(await api.record(session), asked, departments);
  return { ...taken, partners: named.length > 0 ? named : (taken.partners ?? []) };
}

/** What a session's record says of it. */
export function fromRecord(
  record: SessionRecord,
  asked: URLSearchParams,
  departments: readonly Department[],
): Partial<IntentDraft> {
  const decision = asked.get('decision');
  const note = record.notes.find((one) => one.note === decision)?.now;
  const there = record.delegations.filter(({ present }) => present > 0);
  const partners = there.flatMap((one) => one.partner ?? []);
  return {
    title: { ...note?.text },
    partners: [...new Set(partners)],
    said_on: dayOfRecord(record),
    said_in: {
      ...nowhere,
      session: record.session,
      item: asked.get('item') ?? note?.item ?? null,
      decision,
    },
    due: note?.action?.due ?? null,
    owner: departmentCalled(note?.action?.department ?? '', departments) ?? null,
  };
}

/** A note says a department in free words; only one of exactly that name is meant for sure. */
function departmentCalled(name: string, all: readonly Department[]): string | undefined {
  const called = name.trim().toLowerCase();
  const found = all.filter(({ names }) =>
    Object.values(names).some((one) => one.toLowerCase() === called),
  );
  return called && found.length === 1 ? found[0]?.id : undefined;
}
