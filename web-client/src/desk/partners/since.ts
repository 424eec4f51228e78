import type { PartnerCard } from '../../api';
import { partialText } from '../../time/partial';

/** The date of the relation, as exactly as it is known; nothing when it is unknown. */
export const sinceText = ({ date, precision }: PartnerCard['since']): string | undefined =>
  date && precision !== 'unknown' ? partialText(date) : undefined;

/** Whole years since the relation began, if its year is known. */
export function yearsSince(since: PartnerCard['since'], today: Date): number | undefined {
  if (!since.date || since.precision === 'unknown') return undefined;
  const [year, month = 1, day = 1] = since.date.split('-').map(Number);
  if (!year) return undefined;
  const passed =
    today.getUTCMonth() + 1 > month ||
    (today.getUTCMonth() + 1 === month && today.getUTCDate() >= day);
  const whole = today.getUTCFullYear() - year;
  return since.precision === 'day' && !passed ? whole - 1 : whole;
}
