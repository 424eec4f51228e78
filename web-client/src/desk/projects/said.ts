import { api, type SessionRecord } from '../../api';
import { intents, type Said } from '../../api/intents';
import { pick, type Localized } from '../../i18n/localized';
import { t } from '../../i18n/i18n.svelte';
import { dateOf, wall, type Timestamp } from '../../time/format';
import { orGone } from '../named';

/** Where something was said, with what stands there. */
export interface Place {
  session?: { id: string; title?: Localized; at?: Timestamp; zone?: string };
  item?: Localized;
  note?: { id: string; text: Localized | null; action: boolean };
  exchange?: Localized;
}

/** What is not there any more is left out: the link to the session stays. */
export async function placeOf(said: Said | undefined): Promise<Place> {
  const place: Place = {};
  if (said?.exchange) {
    const exchange = await orGone(intents.exchange(said.exchange));
    if (exchange) place.exchange = exchange.record.title;
  }
  if (!said?.session) return place;
  const record = await orGone(api.record(said.session));
  if (!record) return { ...place, session: { id: said.session } };
  return { ...place, ...within(record, said) };
}

function within(record: SessionRecord, said: Said): Place {
  const note = record.notes.find((one) => one.note === said.decision);
  const item = record.agenda.find((one) => one.item === (said.item ?? note?.now.item));
  return {
    session: {
      id: record.session,
      title: record.title,
      at: record.planned.from,
      zone: record.zone,
    },
    ...(item && { item: item.title }),
    ...(note && {
      note: { id: note.note, text: note.now.text, action: note.now.action !== null },
    }),
  };
}

/** The same in one line. */
export async function placeText(said: Said): Promise<string> {
  const { session, item, note, exchange } = await placeOf(said);
  const words = [
    session && (session.title ? pick(session.title) : t('project.session')),
    session?.at !== undefined && dateOf(session.at, session.zone),
    item && pick(item),
    note && (note.text ? pick(note.text) : t('note.erased')),
    exchange ? pick(exchange) : said.exchange && t('partners.gone'),
  ];
  return words.filter(Boolean).join(' · ');
}

/** The day of a session as its zone counts. */
export const dayOfRecord = ({ planned, zone }: SessionRecord): string =>
  wall(planned.from, zone).slice(0, 10);
