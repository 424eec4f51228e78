import type { ExchangeKind } from '../../api/exchanges';
import type { Direction, Exchange, Mode, OrganiserClass } from '../../api/exchanges';

/** What is only asked of some kinds of exchanges. */
export type Part = 'people' | 'groups' | 'seniors' | 'aid' | 'invitations' | 'delegations';

const visits: Part[] = ['people', 'groups', 'seniors'];

const partsOf: Record<ExchangeKind, readonly Part[]> = {
  visit_received: visits,
  visit_paid: visits,
  forum: ['people', 'seniors', 'delegations'],
  cloud_meeting: ['people', 'seniors'],
  ceremony: ['people', 'seniors'],
  aid: ['aid'],
  exhibition: ['people'],
  fair: ['people', 'seniors', 'invitations'],
  trade: visits,
  school: visits,
  parliament: visits,
  other: visits,
};

/** What a record says, whether or not its kind asks for it. */
export function saidIn(record: Partial<Exchange>): Part[] {
  const said: Record<Part, unknown> = {
    people: record.rank ?? record.headcount,
    groups: record.groups,
    seniors: record.seniors,
    aid: record.aid,
    invitations: record.invitations,
    delegations: record.delegations,
  };
  return (Object.keys(said) as Part[]).filter((part) => said[part]);
}

export const asksFor = (kind: ExchangeKind, part: Part, said: readonly Part[] = []): boolean =>
  partsOf[kind].includes(part) || said.includes(part);

/** What mostly is so with a kind. */
export interface Usual {
  direction: Direction;
  mode: Mode;
  organisers: OrganiserClass[];
}

export function usualOf(kind: ExchangeKind): Usual {
  const usual: Usual = { direction: 'mutual', mode: 'onsite', organisers: ['government'] };
  switch (kind) {
    case 'visit_received':
    case 'fair':
      return { ...usual, direction: 'received' };
    case 'visit_paid':
      return { ...usual, direction: 'paid' };
    case 'cloud_meeting':
      return { ...usual, mode: 'online' };
    case 'school':
      return { ...usual, organisers: ['school'] };
    case 'parliament':
      return { ...usual, organisers: ['parliament'] };
    case 'trade':
      return { ...usual, organisers: ['enterprise'] };
    case 'forum':
    case 'ceremony':
    case 'aid':
    case 'exhibition':
    case 'other':
      return usual;
  }
}
