import type { AgendaItem } from '../../api';
import { minutes, type Timestamp } from '../../time/format';

/** How long the whole agenda is planned to take, in minutes. */
export const agendaMinutes = (agenda: readonly AgendaItem[]): number =>
  agenda.reduce((sum, item) => sum + (Number(item.minutes) || 0), 0);

/** When each item is planned to begin: the start of the session plus the items before it. */
export function itemStarts(starts_at: Timestamp, agenda: readonly AgendaItem[]): Timestamp[] {
  let at = starts_at;
  return agenda.map((item) => {
    const begins = at;
    at += minutes(Number(item.minutes) || 0);
    return begins;
  });
}
