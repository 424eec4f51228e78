/** The shapes of `POST /api/check-in`, and what follows from marks: as the server merges them
 *  (`meeting::hall`), so that the list is right without a network too. */
import type { components } from '../generated/openapi';
import type { Timestamp } from '../time/format';

type Schemas = components['schemas'];
export type DoorList = Schemas['DoorList'];
export type Guest = Schemas['HallGuest'];

export interface MarkId {
  device: string;
  sequence: number;
}

/** `undoes`: the mark that was a mistake. */
export type Kind = { mark: 'arrived' | 'left' } | { mark: 'undone'; undoes: MarkId };

/** A mark of any device, by the clock of the service as far as it is known. */
export type Mark = MarkId & Kind & { person: string; at: Timestamp };

export interface Stay {
  from: Timestamp;
  /** `null`: nothing says that they left. */
  to: Timestamp | null;
}

export interface Standing {
  stays: Stay[];
  inside: boolean;
  /** The marks that an undo takes back: those by which the person came in last, or went. */
  last: MarkId[];
}

const nameOf = ({ device, sequence }: MarkId): string => `${device}/${sequence}`;

const inOrder = (one: Mark, two: Mark): number =>
  one.at - two.at || one.device.localeCompare(two.device) || one.sequence - two.sequence;

/** Where everybody stands who was marked. */
export function standings(marks: readonly Mark[]): Map<string, Standing> {
  const known = new Map(marks.map((mark) => [nameOf(mark), mark]));
  const undone = new Set(
    [...known.values()].flatMap((mark) =>
      mark.mark === 'undone' ? [`${mark.person} ${nameOf(mark.undoes)}`] : [],
    ),
  );
  const found = new Map<string, Standing>();
  for (const [person, theirs] of grouped(known.values())) {
    const standing = theirs.filter(
      (mark) => mark.mark !== 'undone' && !undone.has(`${person} ${nameOf(mark)}`),
    );
    if (standing.length > 0) found.set(person, follow(standing.sort(inOrder)));
  }
  return found;
}

function grouped(marks: Iterable<Mark>): Map<string, Mark[]> {
  const groups = new Map<string, Mark[]>();
  for (const mark of marks) groups.set(mark.person, [...(groups.get(mark.person) ?? []), mark]);
  return groups;
}

/** Who is in arrives no second time, and who is out does not leave. */
function follow(marks: readonly Mark[]): Standing {
  const standing: Standing = { stays: [], inside: false, last: [] };
  let way: Kind['mark'] = 'left';
  for (const mark of marks) {
    if (mark.mark === way) {
      // Two devices marked one passage: whoever takes it back takes back both.
      if (standing.stays.length > 0) standing.last.push(mark);
      continue;
    }
    const open = standing.stays.at(-1);
    if (mark.mark === 'arrived') standing.stays.push({ from: mark.at, to: null });
    else if (open) open.to = mark.at;
    way = mark.mark;
    standing.last = [mark];
  }
  standing.inside = way === 'arrived';
  standing.last = standing.last.map(({ device, sequence }) => ({ device, sequence }));
  return standing;
}
