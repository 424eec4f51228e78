import type { PhotoView } from '../../generated/protocol';

/** The last seconds are counted one by one; those before are told apart only by the first. */
export const FROM = 5;

type Making = Extract<PhotoView, { state: 'asking' | 'counting' }>;

/** Whether the picture is being made. */
export const isOpen = (photo: PhotoView | null | undefined): photo is Making =>
  photo?.state === 'asking' || photo?.state === 'counting';

/** Seconds to the moment, `0` once it is over; `null` while nobody counts. */
export function secondsTo(photo: PhotoView, now: number): number | null {
  if (photo.state !== 'counting') return null;
  return Math.max(0, Math.min(FROM, Math.ceil((photo.due / 1000 - now) / 1000)));
}

/** What is said of a countdown: at its beginning, and the last three. */
export const isSaid = (seconds: number): boolean =>
  seconds === FROM || (seconds >= 1 && seconds <= 3);

/** Tells one countdown from the next. */
export const shotOf = (photo: PhotoView | null): string =>
  photo?.state === 'counting' ? `${photo.id} ${photo.due}` : '';

export interface Answers {
  yes: number;
  no: number;
  open: number;
}

export function answersOf({ people }: PhotoView): Answers {
  const count = (answer: boolean | null) => people.filter(({ camera }) => camera === answer).length;
  return { yes: count(true), no: count(false), open: count(null) };
}

/** Whose pictures the page of the host fetches: of those who said yes, and of nobody else. */
export const agreed = ({ people }: PhotoView): string[] =>
  people.flatMap(({ person, camera }) => (camera === true ? [person] : []));
