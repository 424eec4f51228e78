import type { MeasuredFigure } from '../../api/balance';

/** A number as it is compared: of a share the records of its part. */
export const measured = (figure: MeasuredFigure | undefined): number | undefined => {
  if (!figure) return undefined;
  return figure.unit === 'share' ? figure.part : (figure.value ?? undefined);
};

/** What has come or gone between two days. */
export type Change =
  | { is: 'known'; by: number }
  /** Of what nobody knows, or knows only that it was more or less than that, there is no difference. */
  | { is: 'unknown' };

/**
 * Of two numbers. `absent` is what it means that there is none on one of the days: a group that
 * does not exist has nobody in it, a ratio of nothing is not known.
 */
export function change(
  now: MeasuredFigure | undefined,
  then: MeasuredFigure | undefined,
  absent: 0 | undefined = undefined,
): Change {
  if ([now, then].some((figure) => figure && figure.bound !== 'exact')) return { is: 'unknown' };
  const later = now ? measured(now) : absent;
  const earlier = then ? measured(then) : absent;
  if (later === undefined || earlier === undefined) return { is: 'unknown' };
  return { is: 'known', by: later - earlier };
}
