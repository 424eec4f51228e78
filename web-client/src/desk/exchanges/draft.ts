import type { FieldProblem, Rank } from '../../api';
import type {
  Direction,
  Exchange,
  ExchangeDraft,
  ExchangeField,
  ExchangeKind,
  ExchangeState,
  Mode,
  OrganiserClass,
  Substance,
} from '../../api/exchanges';
import { readDate } from '../../time/partial';
import { filled, isNamed, linesOf, orNull } from '../typed';
import {
  readCount,
  readFigure,
  readHundredths,
  typedFigure,
  typedHundredths,
  type TypedFigure,
} from './figure';
import { asksFor, usualOf, type Part } from './parts';

/** An exchange as it stands in the form: what is typed, not what it means. */
export interface Draft {
  kind: ExchangeKind;
  on: string;
  to: string;
  title: Record<string, string>;
  partners: string[];
  place: string;
  field: ExchangeField | '';
  direction: Direction;
  mode: Mode;
  organisers: OrganiserClass[];
  participants: OrganiserClass[];
  rank: Rank | '';
  groups: TypedFigure;
  headcount: TypedFigure;
  seniors: TypedFigure;
  substance: Substance | '';
  state: ExchangeState;
  departments: string[];
  aid: { amount: string; currency: string };
  invitations: { sent: string; accepted: string; declined: string };
  delegations: { foreign: string; domestic: string; countries: string };
  note: string;
  /** One a line. */
  sources: string;
}

export function blankDraft(language: string, today: string, kind: ExchangeKind): Draft {
  const none = (): TypedFigure => ({ number: '', at_least: false });
  return {
    kind,
    on: today,
    to: '',
    title: { [language]: '' },
    partners: [],
    place: '',
    field: '',
    ...usualOf(kind),
    participants: [],
    rank: '',
    groups: none(),
    headcount: none(),
    seniors: none(),
    substance: '',
    state: 'completed',
    departments: [],
    aid: { amount: '', currency: 'CNY' },
    invitations: { sent: '', accepted: '', declined: '' },
    delegations: { foreign: '', domestic: '', countries: '' },
    note: '',
    sources: '',
  };
}

const typed = (count: number | undefined): string => (count === undefined ? '' : String(count));

export function draftOf(record: Exchange): Draft {
  const { aid, invitations, delegations } = record;
  return {
    kind: record.kind,
    on: record.on,
    to: record.to ?? '',
    title: { ...record.title },
    partners: [...(record.partners ?? [])],
    place: record.place ?? '',
    field: record.field ?? '',
    direction: record.direction ?? 'mutual',
    mode: record.mode ?? 'onsite',
    organisers: [...(record.organisers ?? [])],
    participants: [...(record.participants ?? [])],
    rank: record.rank ?? '',
    groups: typedFigure(record.groups),
    headcount: typedFigure(record.headcount),
    seniors: typedFigure(record.seniors),
    substance: record.substance ?? '',
    state: record.state ?? 'completed',
    departments: [...(record.departments ?? [])],
    aid: {
      amount: aid ? typedHundredths(aid.hundredths) : '',
      currency: aid?.currency ?? 'CNY',
    },
    invitations: {
      sent: typed(invitations?.sent),
      accepted: typed(invitations?.accepted),
      declined: typed(invitations?.declined),
    },
    delegations: {
      foreign: typed(delegations?.foreign),
      domestic: typed(delegations?.domestic),
      countries: typed(delegations?.countries),
    },
    note: record.note ?? '',
    sources: (record.provenance?.sources ?? []).join('\n'),
  };
}

/** Another kind: what followed from the kind before follows from the new one. */
export function changeKind(draft: Draft, kind: ExchangeKind): void {
  const [before, after] = [usualOf(draft.kind), usualOf(kind)];
  draft.kind = kind;
  if (draft.direction === before.direction) draft.direction = after.direction;
  if (draft.mode === before.mode) draft.mode = after.mode;
  if (draft.organisers.join() === before.organisers.join())
    draft.organisers = [...after.organisers];
}

/** What is kept of a record although no field asks for it. */
export type Beside = Pick<Exchange, 'provenance' | 'session'>;

/** What is sent. Nothing of it may be a problem. `title`: how it is called where nobody says. */
export function recordOf(
  draft: Draft,
  {
    said,
    title,
    beside,
  }: { said: readonly Part[]; title: Record<string, string>; beside?: Beside },
): ExchangeDraft {
  const of = <Value>(part: Part, value: Value): Value | null =>
    asksFor(draft.kind, part, said) ? value : null;
  const own = filled(draft.title);
  return {
    title: Object.keys(own).length > 0 ? own : title,
    kind: draft.kind,
    on: readDate(draft.on) ?? '',
    to: readDate(draft.to) ?? null,
    partners: draft.partners,
    place: orNull(draft.place),
    field: draft.field || null,
    direction: draft.direction,
    mode: draft.mode,
    organisers: draft.organisers,
    participants: draft.participants,
    rank: of('people', draft.rank || null),
    groups: of('groups', readFigure(draft.groups) ?? null),
    headcount: of('people', readFigure(draft.headcount) ?? null),
    seniors: of('seniors', readFigure(draft.seniors) ?? null),
    substance: draft.substance || null,
    state: draft.state,
    departments: draft.departments,
    session: beside?.session ?? null,
    aid: of('aid', aidOf(draft)),
    invitations: of('invitations', invitationsOf(draft)),
    delegations: of('delegations', delegationsOf(draft)),
    note: orNull(draft.note),
    provenance: {
      confidence: beside?.provenance?.confidence ?? null,
      reconstructed: beside?.provenance?.reconstructed ?? false,
      sources: linesOf(draft.sources),
    },
  };
}

function aidOf({ aid }: Draft): ExchangeDraft['aid'] {
  const hundredths = readHundredths(aid.amount);
  return typeof hundredths === 'number' ? { hundredths, currency: currencyOf(aid.currency) } : null;
}

function invitationsOf({ invitations }: Draft): ExchangeDraft['invitations'] {
  const [sent, accepted, declined] = [
    invitations.sent,
    invitations.accepted,
    invitations.declined,
  ].map((text) => readCount(text) ?? 0);
  const all = { sent: sent ?? 0, accepted: accepted ?? 0, declined: declined ?? 0 };
  return Object.values(invitations).every((text) => text.trim() === '') ? null : all;
}

function delegationsOf({ delegations }: Draft): ExchangeDraft['delegations'] {
  const [foreign, domestic, countries] = [
    delegations.foreign,
    delegations.domestic,
    delegations.countries,
  ].map((text) => readCount(text) ?? 0);
  const all = { foreign: foreign ?? 0, domestic: domestic ?? 0, countries: countries ?? 0 };
  return Object.values(delegations).every((text) => text.trim() === '') ? null : all;
}

export const currencyOf = (text: string): string => text.trim().toUpperCase();

/** What must be mended before it is sent; the server looks again, and has the last word. */
export function draftProblems(draft: Draft, said: readonly Part[], named: boolean): FieldProblem[] {
  const found: FieldProblem[] = [];
  const add = (path: string, problem: string, wrong: boolean) => {
    if (wrong) found.push({ path, problem });
  };
  add('title', 'empty', !named && !isNamed(draft.title));
  add('on', draft.on.trim() === '' ? 'empty' : 'no_day', readDate(draft.on) === undefined);
  add('to', 'no_day', draft.to.trim() !== '' && readDate(draft.to) === undefined);
  const asked = (part: Part) => asksFor(draft.kind, part, said);
  const figures = [
    ['headcount', asked('people')],
    ['groups', asked('groups')],
    ['seniors', asked('seniors')],
  ] as const;
  for (const [path, isAsked] of figures)
    add(path, 'no_number', isAsked && readFigure(draft[path]) === undefined);
  if (asked('aid')) {
    const amount = readHundredths(draft.aid.amount);
    add('aid.hundredths', 'no_amount', amount === undefined);
    const isCode = /^[A-Z]{3}$/.test(currencyOf(draft.aid.currency));
    add('aid.currency', 'no_currency', amount !== null && !isCode);
  }
  for (const part of ['invitations', 'delegations'] as const)
    for (const [name, text] of Object.entries(draft[part]))
      add(`${part}.${name}`, 'no_number', asked(part) && readCount(text) === undefined);
  return found;
}
