import type { Kind } from '../../api';
import type { MeasureQuery } from '../../api/balance';
import { among, day, whole } from '../address';

/** What every view of the balance is asked with. It stands in the address, so that a view can be sent. */
export interface Question {
  /** `2020-10-26` */
  asOf: string;
  /** The day beside which it is put. */
  compared?: string;
  /** `city`, `any`, or the identity of a district. */
  owner: string;
  kind?: Kind;
  /** Length of the window, and of the silence after which a partner is dormant. */
  months: number;
  /** Another window: both days, or none. */
  from?: string;
  to?: string;
  /** As the office believed at the end of this day; absent: as it knows now. */
  believed?: string;
}

/** How its parts are called in an address. */
export const ASKED: readonly string[] = [
  'as_of',
  'compared',
  'owner',
  'kind',
  'months',
  'from',
  'to',
  'believed_on',
];
export const MONTHS = 24;
const LONGEST = 1200;

const kindIn = among<Kind>(['sister', 'exchange']);
const windowIn = whole(1, LONGEST);

/** What an address asks; what it does not say, or says wrongly, is as usual. */
export function readQuestion(params: URLSearchParams, today: string): Question {
  const text = (name: string): string => params.get(name) ?? '';
  const [from, to] = [day(text('from')), day(text('to'))];
  const hasWindow = from !== undefined && to !== undefined && from <= to;
  return {
    asOf: day(text('as_of')) ?? today,
    compared: day(text('compared')),
    owner: text('owner') || 'city',
    kind: kindIn(text('kind')),
    months: windowIn(text('months')) ?? MONTHS,
    from: hasWindow ? from : undefined,
    to: hasWindow ? to : undefined,
    believed: day(text('believed_on')),
  };
}

/** As the service is asked. */
export function queryOf(question: Question): MeasureQuery {
  return {
    as_of: question.asOf,
    ...(question.owner !== 'city' && { owner: question.owner }),
    ...(question.kind && { kind: question.kind }),
    ...(question.months !== MONTHS && { months: question.months }),
    ...(question.from && { from: question.from }),
    ...(question.to && { to: question.to }),
    ...(question.believed && { believed_on: question.believed }),
  };
}

/** The same as part of an address, with whatever else the page says. */
export function searchOf(
  question: Question,
  others: Record<string, string | number | undefined> = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(others))
    if (value !== undefined) search.set(name, String(value));
  for (const [name, value] of Object.entries(queryOf(question))) search.set(name, String(value));
  if (question.compared) search.set('compared', question.compared);
  return search.toString();
}

/** The same on the day that it is compared with. */
export const onTheOtherDay = (question: Question): Question | undefined =>
  question.compared ? { ...question, asOf: question.compared, compared: undefined } : undefined;

/** Where the records behind a number are listed. A list is of one day: it compares nothing. */
export const listAddress = (question: Question, figure: string, side?: 'whole'): string =>
  `/balance/list?${searchOf({ ...question, compared: undefined }, { figure, side })}`;

/** What of a table is downloaded. */
export const tableQuery = (
  question: Question,
  others: Record<string, string | number | undefined> = {},
): URLSearchParams => new URLSearchParams(searchOf({ ...question, compared: undefined }, others));

/** The day a year before; of 29 February the day before that. */
export function yearBefore(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const before = `${String(Number(year) - 1).padStart(4, '0')}-${month}`;
  return month === '02' && date === '29' ? `${before}-28` : `${before}-${date}`;
}
