import { api, ApiError, type SessionRecord } from '../../api';
import { intents, type Said } from '../../api/intents';
import type { Localized } from '../../i18n/localized';
import { wall, type Timestamp } from '../../time/format';

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
    const exchange = await orNothing(intents.exchange(said.exchange));
    if (exchange) place.exchange = exchange.record.title;
  }
  if (!said?.session) return place;
  const record = await orNothing(api.record(said.session));
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

async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** The day of a session as its zone counts. */
export const dayOfRecord = ({ planned, zone }: SessionRecord): string =>
  wall(planned.from, zone).slice(0, 10);
