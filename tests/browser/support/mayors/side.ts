import type { components } from '../../../../web-client/src/generated/openapi.ts';
import { type Moment, later } from '../truth/clock.ts';
import { at, type Expected } from '../truth/compare.ts';
import { DIRECTOR, type Forum } from './forum.ts';
import { cityOf, PARTS, type Programme } from './programme.ts';

type Schemas = components['schemas'];

/** A side room, and when each of those who were in it came back to the others. */
export interface Side {
  id: string;
  title: string;
  opened: Moment;
  minutes: number;
  visits: { name: string; to: Moment | null }[];
}

/** Sends somebody, and some delegations, into a side room for some minutes. */
export async function opensSide(
  forum: Forum,
  title: string,
  minutes: number,
  { name, cities }: { name: string; cities: readonly string[] },
): Promise<Side> {
  const { director, programme, truth } = forum;
  const delegations = cities.map((city) => programme.delegation(city));
  const opened = await forum.direct({
    ...{ do: 'side', act: 'open', title, minutes, may_return: true },
    ...{ people: [forum.id(name)], delegations },
  });
  await director.sees('the side room', ({ sides }) => sides.rooms.length === 1);
  const members = PARTS.map((part) => part.name).filter(
    (one) => one === name || cities.includes(cityOf(one)),
  );
  // The stage is of the main room.
  for (const one of members) truth.leftStage(one, opened);
  const id = director.room?.sides.rooms[0]?.id ?? '';
  const visits = members.map((one) => ({ name: one, to: null }));
  const side: Side = { id, title, opened, minutes, visits };
  truth.sides.push(side);
  return side;
}

export async function returnsFrom(forum: Forum, side: Side, name: string): Promise<void> {
  const to = await forum.does(name, { do: 'side', act: 'return' });
  for (const visit of side.visits) if (visit.name === name) visit.to = to;
}

export async function extendsSide(forum: Forum, side: Side, minutes: number): Promise<void> {
  await forum.direct({ do: 'side', act: 'extend', side: side.id, minutes });
  side.minutes += minutes;
}

/** As the record has to say it: its time ran out, and everybody was back then. */
export function sideOf(programme: Programme, side: Side): Expected<Schemas['SideRecord']> {
  const named = (name: string) => ({ person: programme.person(name), name: { en: name } });
  const over = later(side.opened, side.minutes * 60);
  return {
    side: side.id,
    title: side.title,
    opened_at: at(side.opened),
    opened_by: named(DIRECTOR),
    planned_until: at(over),
    ended_at: at(over),
    called_back: false,
    visits: side.visits.map(({ name, to }) => ({
      ...{ person: named(name), from: at(side.opened), to: at(to ?? over) },
    })),
  };
}
