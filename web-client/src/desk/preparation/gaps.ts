import type { Gap, Plan, SessionChecks } from '../../api';
import { t } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import { dayOf, timeOf } from '../../time/format';

export type GapKind = Gap['gap'];

/** What of one kind is missing in a session, whom or what it concerns, and where it is mended. */
export interface Line {
  key: string;
  kind: GapKind;
  heading: string;
  /** Of people, or of items with whoever owes the paper. */
  names: string[];
  href: string;
  mend: string;
}

/** In which order kinds are told: what would stop the session first. */
const KINDS: readonly GapKind[] = [
  'no_host',
  'room_twice',
  'person_twice',
  'declined',
  'undecided',
  'no_link',
  'link_not_sent',
  'no_reply',
  'paper_missing',
  'tested_poorly',
  'not_tested',
];

/** The lines of a board: one a kind, of what is planned twice one for each other session. */
export function linesOf(checks: SessionChecks, plan: Plan): Line[] {
  return KINDS.flatMap((kind) => {
    const gaps = checks.gaps.filter(({ gap }) => gap === kind);
    return [...byOther(gaps)].map(([other, gaps]) => lineOf(kind, other, gaps, checks, plan));
  });
}

function byOther(gaps: readonly Gap[]): Map<string, Gap[]> {
  const found = new Map<string, Gap[]>();
  for (const gap of gaps) {
    const other = 'other' in gap ? gap.other : '';
    found.set(other, [...(found.get(other) ?? []), gap]);
  }
  return found;
}

function lineOf(
  kind: GapKind,
  other: string,
  gaps: readonly Gap[],
  checks: SessionChecks,
  plan: Plan,
): Line {
  const elsewhere = checks.others.find(({ id }) => id === other);
  const title = pick(elsewhere?.title ?? {});
  const at = elsewhere?.starts_at ?? plan.starts_at;
  const values = {
    count: gaps.length,
    title,
    time: `${dayOf(at, plan.zone)} ${timeOf(at, plan.zone)}`,
  };
  const names = gaps.map((gap) => nameOf(gap, plan)).filter((name) => name !== '');
  const { href, mend } = wayOf(kind, other, plan);
  return {
    key: `${kind} ${other}`,
    kind,
    heading: t(`before.gap.${kind}`, values),
    names,
    href,
    mend,
  };
}

function nameOf(gap: Gap, plan: Plan): string {
  const person = (id: string) =>
    pick(plan.people.find((one) => one.id === id)?.name ?? {}) || t('before.unnamed');
  if (gap.gap === 'paper_missing') {
    const item = pick(plan.agenda.find(({ id }) => id === gap.item)?.title ?? {});
    return gap.speaker ? t('before.owed', { item, name: person(gap.speaker) }) : item;
  }
  return 'person' in gap ? person(gap.person) : '';
}

/** Where it is mended, and what that link says. */
function wayOf(kind: GapKind, other: string, plan: Plan): { href: string; mend: string } {
  const session = `/sessions/${plan.session}`;
  switch (kind) {
    case 'no_host':
      return { href: `${session}/edit`, mend: t('before.mend.plan') };
    case 'room_twice':
    case 'person_twice':
      return { href: `/sessions/${other}`, mend: t('before.mend.other') };
    case 'paper_missing':
      return { href: `${session}#papers`, mend: t('before.mend.papers') };
    case 'no_link':
    case 'tested_poorly':
    case 'not_tested':
      return { href: `${session}#links`, mend: t('before.mend.links') };
    case 'declined':
    case 'undecided':
    case 'link_not_sent':
    case 'no_reply':
      return { href: `${session}/invitations`, mend: t('before.mend.invitations') };
  }
}

/** How many there are of each kind, in the same order. Sessions of `within` are compared elsewhere. */
export function countsOf(
  checks: SessionChecks,
  within: ReadonlySet<string>,
): { kind: GapKind; count: number }[] {
  const told = checks.gaps.filter((gap) => !('other' in gap && within.has(gap.other)));
  const counts = KINDS.map((kind) => ({
    kind,
    count: told.filter(({ gap }) => gap === kind).length,
  }));
  return counts.filter(({ count }) => count > 0);
}
