import type { components } from '../../../../web-client/src/generated/openapi.ts';
import { at, type Expected, unknowable, within } from '../truth/compare.ts';
import { type Moment, later } from '../truth/clock.ts';
import { curveOf, peakOf } from './curve.ts';
import { ON_PAGES } from './pages.ts';
import { asked, cityOf, MINUTES, PARTS, type Programme } from './programme.ts';
import { sideOf } from './side.ts';
import { signingOf } from './signing.ts';
import { overlap, ranges, spoken, sum, union } from '../truth/spans.ts';
import type { Noted, Stay, Truth, Vote } from '../truth/truth.ts';

type Schemas = components['schemas'];
export type Full = Schemas['Record'];

const DAY = 24 * 3600;
/** Of those who send sound and picture; nobody else does. */
const MEASURED = new Set(ON_PAGES.map(cityOf));
/** Days that a record is kept, by default. */
const KEPT = 3650;

const known = (moment: Moment | null): Moment => {
  if (!moment) throw new Error('the script does not know when');
  return moment;
};

const rounded = (least: number, most: number) =>
  within(Math.round(least / 1e6), Math.round(most / 1e6));

/** The record of the forum as it has to be, by what the script did. */
export function expectedRecord(programme: Programme, truth: Truth): Expected<Full> {
  const named = (name: string) => ({ person: programme.person(name), name: { en: name } });
  const { opened, ended } = truth;
  return {
    session: programme.plan.session,
    title: asked.title,
    planned: { from: programme.startsAt, to: programme.startsAt + MINUTES * 60e6 },
    opened_at: at(known(opened)),
    ended_at: at(known(ended)),
    ended: 'by_host',
    partial: false,
    zone: 'Asia/Shanghai',
    rehearsal: false,
    chaired_by: truth.chairs.map(named),
    totals: totals(programme, truth),
    gaps: truth.gaps.map(({ from, to }) => ({
      ...{ from: at(from), to: at(known(to)) },
      reason: 'crash' as const,
    })),
    hall: null,
    amended_at: null,
    participants: PARTS.map(({ name }) => participant(programme, truth, name)),
    delegations: [...programme.delegations.keys()].map((city) =>
      delegation(programme, truth, city),
    ),
    agenda: agenda(programme, truth),
    cues: cues(programme, truth),
    curve: curveOf(truth),
    filed: [...programme.partners.values()]
      .toSorted((one, other) => (one.id < other.id ? -1 : 1))
      .map(({ id, names }) => ({
        ...{ partner: id, names },
        exchange: unknowable('the service rolls it', (found) => /^\w{13}$/.test(String(found))),
      })),
    retain_until: at(later(known(ended), KEPT * DAY)),
    turns: truth.turns.map((turn) => {
      const { least, most } = spoken(turn);
      return {
        person: named(turn.name),
        delegation: programme.delegation(cityOf(turn.name)),
        item: turn.item === null ? null : programme.item(turn.item),
        given_at: at(turn.from),
        ended_at: at(known(turn.to)),
        seconds: rounded(least, most),
        limit_seconds: turn.limit,
        end: turn.end,
      };
    }),
    votes: truth.votes.map((vote) => voteOf(programme, vote)),
    notes: truth.notes.map((note) => noteOf(programme, note)),
    sides: truth.sides.map((side) => sideOf(programme, side)),
    signings: truth.signings.map((signing) => signingOf(programme, signing)),
    // The script calls no group photo and shows no greeting.
    photos: [],
    films: [],
    stage: stageOf(programme, truth),
  };
}

/** In the order of time; who came at one moment in the order of their ids. */
function stageOf(programme: Programme, truth: Truth): Expected<Full['stage']> {
  return truth.stage
    .toSorted(
      (one, other) =>
        one.from.after - other.from.after ||
        (programme.person(one.name) < programme.person(other.name) ? -1 : 1),
    )
    .map(({ name, from, to, why }) => ({
      person: { person: programme.person(name), name: { en: name } },
      delegation: programme.delegation(cityOf(name)),
      from: at(from),
      to: at(known(to)),
      lasts: false,
      seconds: rounded(...ranges([{ from, to: known(to) }])),
      why,
    }));
}

/** The record with its stage in that order. */
export function ordered(record: Full): Full {
  const stage = record.stage.toSorted(
    (one, other) => one.from - other.from || (one.person.person < other.person.person ? -1 : 1),
  );
  return { ...record, stage };
}

const isShutOut = (role: Schemas['Role']) => role === 'press' || role === 'observer';

function participant(
  programme: Programme,
  truth: Truth,
  name: string,
): Expected<Schemas['ParticipantRecord']> {
  const part = PARTS.find((one) => one.name === name);
  if (!part) throw new Error(`who is ${name}?`);
  const stays = truth.stays.get(name) ?? [];
  const length = rounded(...ranges(stays));
  const closed = asked.agenda.filter(
    ({ open, title }) => !open && truth.items.has(title['en'] ?? ''),
  );
  return {
    person: programme.person(name),
    name: { en: name },
    title: { en: `${part.rank} of ${part.city}` },
    delegation: programme.delegation(part.city),
    role: part.role,
    rank: part.rank,
    intervals: stays.map(interval),
    seconds: length,
    late_seconds: lateness(programme, stays),
    present: stays.length > 0,
    online_seconds: stays.length > 0 ? length : null,
    hall_seconds: null,
    hall: [],
    speaking_seconds: rounded(...sum(truth.turns.filter((turn) => turn.name === name).map(spoken))),
    outside: closed.flatMap(({ title }) => {
      const item = title['en'] ?? '';
      const held = truth.items.get(item);
      if (!held || !isShutOut(part.role)) return [];
      return stays.flatMap((stay) =>
        overlap(stay, held).map(({ from, to }) => ({
          ...{ item: programme.item(item), from: at(from), to: at(known(to)) },
        })),
      );
    }),
  };
}

const interval = ({ from, to, end }: Stay): Expected<Schemas['Interval']> => ({
  ...{ from: at(from), to: at(known(to)), end },
});

function lateness(programme: Programme, stays: readonly Stay[]) {
  const [first] = stays;
  if (!first) return null;
  const late = (moment: number) => Math.max(0, moment - programme.startsAt);
  return rounded(late(first.from.after), late(first.from.before));
}

function delegation(
  programme: Programme,
  truth: Truth,
  city: string,
): Expected<Schemas['DelegationRecord']> {
  const members = PARTS.filter((part) => part.city === city);
  const stays = union(members.flatMap(({ name }) => truth.stays.get(name) ?? []));
  const partner = programme.partners.get(city);
  const turns = truth.turns.filter(({ name }) => cityOf(name) === city);
  return {
    id: programme.delegation(city),
    city: partner ? partner.names : { 'zh-CN': '杭州', en: city },
    country: partner ? partner.country : 'CN',
    display: { label: {}, flag: null },
    partner: partner ? partner.id : null,
    seconds: rounded(...ranges(stays)),
    late_seconds: lateness(programme, stays),
    present: members.filter(({ name }) => truth.stays.has(name)).length,
    people: members.length,
    intervals: stays.map(interval),
    quality: MEASURED.has(city)
      ? unknowable('the engine measures it', (found) => typeof found === 'object' && found !== null)
      : null,
    speaking_seconds: rounded(...sum(turns.map(spoken))),
  };
}

function agenda(programme: Programme, truth: Truth): Expected<Full['agenda']> {
  let minutes = 0;
  return asked.agenda.map((item) => {
    const title = item.title['en'] ?? '';
    const planned_at = programme.startsAt + minutes * 60e6;
    minutes += item.minutes;
    const held = truth.items.get(title);
    const planned = item.minutes * 60;
    const [least, most] = held ? ranges([{ ...held, to: known(held.to) }]) : [0, 0];
    const turns = truth.turns.filter((turn) => turn.item === title);
    const speaker = item.speaker?.slice('p-'.length);
    return {
      item: programme.item(title),
      title: item.title,
      kind: item.kind,
      speaker: speaker ? { person: programme.person(speaker), name: { en: speaker } } : null,
      planned_at,
      planned_seconds: planned,
      open: item.open,
      started_at: held ? at(held.from) : null,
      ended_at: held ? at(known(held.to)) : null,
      skipped: truth.skipped.has(title),
      seconds: held ? rounded(least, most) : null,
      deviation_seconds: held ? rounded(least - planned * 1e6, most - planned * 1e6) : null,
      speaking_seconds: rounded(...sum(turns.map(spoken))),
    };
  });
}

function cues(programme: Programme, truth: Truth): Expected<Full['cues']> {
  return asked.cues.map((cue) => {
    const title = cue.title['en'] ?? '';
    let start = programme.startsAt;
    for (const item of asked.agenda) {
      if (item.id === cue.item) break;
      start += item.minutes * 60e6;
    }
    const called = truth.cues.get(title);
    return {
      cue: programme.cue(title),
      title: cue.title,
      kind: cue.kind,
      planned_at: start + cue.offset * 1e6,
      called_at: called?.at ? at(called.at) : null,
      fallback: called?.fallback ?? false,
      dropped: called !== undefined && called.at === null,
    };
  });
}

function totals(programme: Programme, truth: Truth): Expected<Schemas['Totals']> {
  const came = PARTS.filter(({ name }) => truth.stays.has(name));
  const peak = peakOf(truth);
  const over = asked.agenda.map(({ title, minutes }) => {
    const held = truth.items.get(title['en'] ?? '');
    const [least, most] = held ? ranges([{ ...held, to: known(held.to) }]) : [0, 0];
    const beyond = (length: number) => Math.max(0, Math.round(length / 1e6) - minutes * 60);
    return { least: beyond(least), most: beyond(most) };
  });
  return {
    invited: PARTS.length,
    present: came.length,
    peak: peak.present,
    peak_at: at(peak.at),
    delegations_invited: programme.delegations.size,
    delegations_present: new Set(came.map(({ city }) => city)).size,
    online: came.length,
    in_hall: 0,
    overrun_seconds: within(...sum(over)),
  };
}

function voteOf(programme: Programme, vote: Vote): Expected<Schemas['VoteRecord']> {
  const choices = vote.options.length || 2;
  const named = (name: string) => ({ person: programme.person(name), name: { en: name } });
  const counts = Array.from({ length: choices + 1 }, (_, choice) => {
    return vote.voters.filter((voter) => voter.choice === choice).length;
  });
  const needed = Math.ceil(vote.voters.length / 2);
  const isClosed = vote.end === 'closed';
  return {
    vote: vote.id,
    motion: { text: vote.text, options: vote.options },
    rule: vote.rule as Schemas['VoteRule'],
    choices,
    item: vote.item === null ? null : programme.item(vote.item),
    opened_at: at(vote.opened),
    opened_by: named(vote.by),
    electorate: vote.voters.length,
    needed,
    end: vote.end,
    ended_at: at(known(vote.ended)),
    totals: isClosed ? counts : [],
    verdict: isClosed ? verdict(vote, counts, needed) : null,
    voters: vote.voters.map(({ city, name, choice }) => ({
      delegation: programme.delegation(city),
      person: named(name),
      voted: choice !== null,
      choice: vote.rule.kind === 'secret' ? null : choice,
    })),
  };
}

function verdict(vote: Vote, counts: number[], needed: number): Schemas['VoteVerdict'] {
  const cast = counts.reduce((all, count) => all + count, 0);
  const given = counts.slice(0, -1);
  const most = Math.max(...given);
  const leader = given.indexOf(most);
  const isAlone = given.filter((count) => count === most).length === 1;
  const all = given.reduce((sum, count) => sum + count, 0);
  const enough = vote.rule.majority === 'simple' || most * 3 >= all * 2;
  const wins = isAlone && enough && (vote.options.length > 0 || leader === 0);
  const outcome = cast < needed ? 'no_quorum' : wins ? 'passed' : isAlone ? 'failed' : 'tie';
  return {
    ...{ outcome, cast },
    chosen: outcome === 'passed' ? leader : null,
    unanimous: counts.filter((count) => count > 0).length === 1,
  };
}

function noteOf(
  programme: Programme,
  { id, versions, withdrawn }: Noted,
): Expected<Schemas['NoteRecord']> {
  const named = (name: string) => ({ person: programme.person(name), name: { en: name } });
  const said = versions.map((version) => ({
    ...{ at: at(version.at), by: named(version.by), item: version.note.item },
    text: version.note.text as Record<string, string>,
    action: version.note.action,
  }));
  const now = said.at(-1);
  if (!now) throw new Error('a note that says nothing');
  return {
    note: id,
    now,
    before: said.slice(0, -1),
    withdrawn_at: withdrawn ? at(withdrawn.at) : null,
    withdrawn_by: withdrawn ? named(withdrawn.by) : null,
  };
}
