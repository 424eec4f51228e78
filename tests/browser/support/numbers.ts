import type { components } from '../../../web-client/src/generated/openapi.ts';
import type { Office } from './office.ts';

type Figures = components['schemas']['Figures'];
type Figure = components['schemas']['MeasuredFigure'];

/** Every number of the balance as of today, by its key. */
export type Numbers = ReadonlyMap<string, Figure>;

export async function numbersOf(office: Office): Promise<Numbers> {
  const { figures } = await office.get<Figures>('/api/analytics');
  return new Map(figures.map((figure) => [figure.key, figure]));
}

/** By how many records the lists of a number grew; `follows`: only what is computed from them changed. */
type Change = { part?: number; whole?: number } | 'follows';

/** Which numbers are others than before. One that was not there had nothing behind it. */
export function changes(before: Numbers, after: Numbers): Record<string, Change> {
  const changed: Record<string, Change> = {};
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)];
    const part = (is?.part ?? 0) - (was?.part ?? 0);
    const whole = (is?.whole ?? 0) - (was?.whole ?? 0);
    if (part !== 0 || whole !== 0)
      changed[key] = { ...(part !== 0 && { part }), ...(whole !== 0 && { whole }) };
    else if (was?.value !== is?.value) changed[key] = 'follows';
  }
  return changed;
}
