import type {
  Command,
  Majority,
  Motion,
  Quorum,
  Role,
  VoteKind,
  VoterView,
  VotesView,
  VoteView,
} from '../../generated/protocol';

/** In an electorate smaller than this, totals of a secret vote say much about each ballot. */
export const FEW = 5;

/** The vote that is open, or was the last one. */
export const latest = (votes: VotesView): VoteView | null => votes.votes.at(-1) ?? null;

export const castOf = (vote: VoteView): number => vote.voters.filter((one) => one.voted).length;

export const placeOf = (vote: VoteView, person: string | undefined): VoterView | null =>
  vote.voters.find((one) => person !== undefined && one.person === person) ?? null;

/** Whether this person can give a ballot now, or another one. */
export function mayCast(vote: VoteView, person: string | undefined): boolean {
  const place = placeOf(vote, person);
  if (!place || vote.state !== 'open') return false;
  if (vote.rule.kind === 'roll_call') return vote.called === person;
  return vote.rule.kind === 'open' || !place.voted;
}

/** Whose turn is next in a roll-call: the first after the one who is called, then those who were
 *  passed over, then those who passed. */
export function nextToCall(vote: VoteView): VoterView | null {
  const at = vote.voters.findIndex((one) => one.person !== null && one.person === vote.called);
  const order = [...vote.voters.slice(at + 1), ...vote.voters.slice(0, at + 1)];
  const silent = order.filter((one) => one.person !== null && !one.voted);
  const others = silent.filter((one) => one.person !== vote.called);
  return others.find((one) => !one.passed) ?? others[0] ?? null;
}

/** How a vote is being prepared. */
export interface VoteDraft {
  text: Record<string, string>;
  options: Record<string, string>[];
  named: boolean;
  kind: VoteKind;
  by: 'delegation' | 'person';
  roles: Role[];
  quorumOf: Quorum['of'];
  percent: number;
  count: number;
  majority: Majority;
}

export const emptyDraft = (): VoteDraft => ({
  text: {},
  options: [{}, {}],
  named: false,
  kind: 'open',
  by: 'delegation',
  roles: ['host', 'delegate'],
  quorumOf: 'share',
  percent: 50,
  count: 1,
  majority: 'simple',
});

/** The same vote once more. */
export function draftOf({ motion, rule }: VoteView): VoteDraft {
  const empty = emptyDraft();
  const named = (motion?.options.length ?? 0) > 0;
  return {
    ...empty,
    text: texts(motion?.text ?? {}),
    options: named ? (motion?.options.map(texts) ?? []) : empty.options,
    named,
    kind: rule.kind,
    by: rule.electorate.by,
    roles: rule.electorate.by === 'person' ? [...rule.electorate.roles] : empty.roles,
    quorumOf: rule.quorum.of,
    percent: rule.quorum.of === 'share' ? rule.quorum.percent : empty.percent,
    count: rule.quorum.of === 'number' ? rule.quorum.count : empty.count,
    majority: rule.majority,
  };
}

const texts = (of: Motion['text']): Record<string, string> => ({ ...of });

const hasText = (of: Record<string, string>): boolean =>
  Object.values(of).some((text) => text.trim() !== '');

/** Whether there is something to vote on, and somebody to do it. */
export const isComplete = (draft: VoteDraft): boolean =>
  hasText(draft.text) &&
  (!draft.named || draft.options.every(hasText)) &&
  (draft.by === 'delegation' || draft.roles.length > 0);

/** How many votes there would be. */
export function electorateOf(draft: VoteDraft, votes: VotesView): number {
  if (draft.by === 'delegation') return votes.delegations.length;
  const counted = votes.people.filter(({ role }) => draft.roles.includes(role));
  return counted.reduce((sum, { people }) => sum + people, 0);
}

/** As the service is asked to open it. */
export function opening(draft: VoteDraft): Command {
  const quorum: Quorum =
    draft.quorumOf === 'share'
      ? { of: 'share', percent: whole(draft.percent, 100) }
      : { of: 'number', count: whole(draft.count, 65_535) };
  return {
    do: 'vote',
    act: 'open',
    motion: { text: draft.text, options: draft.named ? draft.options : [] },
    rule: {
      kind: draft.kind,
      electorate:
        draft.by === 'delegation' ? { by: 'delegation' } : { by: 'person', roles: draft.roles },
      quorum,
      majority: draft.majority,
    },
  };
}

/** A field for numbers holds none while it is empty. */
const whole = (value: number, most: number): number =>
  Math.min(most, Math.max(0, Math.trunc(Number(value) || 0)));
