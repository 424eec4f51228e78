import type { Localized } from './localized';

interface Shown {
  label: Localized;
  flag: boolean | null;
}
interface CityShown extends Shown {
  name: Localized;
}
/** What the office calls otherwise than usual, by ISO 3166-1 alpha-2 code. */
export type DisplayNames = Record<string, Shown & { city: Record<string, CityShown> }>;

/** Where somebody is from. */
export interface Placed {
  city?: Localized;
  /** ISO 3166-1 alpha-2. */
  country?: string | null;
  /** What the plan says of this delegation alone. */
  display?: Shown;
}

class Display {
  /** The office tells it before anything with a place in it is shown. */
  names = $state.raw<DisplayNames>({});
}
export const display = new Display();

const given = (texts: Localized | undefined): Localized | undefined =>
  texts && Object.keys(texts).length > 0 ? texts : undefined;

const countryOf = ({ country }: Placed) => display.names[country?.toUpperCase() ?? ''];

function cityRule(placed: Placed): CityShown | undefined {
  const called = Object.values(placed.city ?? {}).map((name) => name.toLowerCase());
  const cities = Object.entries(countryOf(placed)?.city ?? {});
  return cities.find(([name]) => called.includes(name.toLowerCase()))?.[1];
}

/** The label of the country/region where it is not the usual name: the plan's, else the city's, else
 *  the country's. The server answers alike (`server/src/display`). */
export const labelOf = (placed: Placed): Localized | undefined =>
  given(placed.display?.label) ?? given(cityRule(placed)?.label) ?? given(countryOf(placed)?.label);

/** XA to XZ are no country's codes: with them the registry says that the country is not known. */
export const isCountry = (code: string): boolean => /^[a-wyz][a-z]$/i.test(code);

/** The code of the flag to show; nothing: none. */
export function flagOf(placed: Placed): string | undefined {
  const wanted = placed.display?.flag ?? cityRule(placed)?.flag ?? countryOf(placed)?.flag ?? true;
  const code = placed.country?.toLowerCase() ?? '';
  return wanted && isCountry(code) ? code : undefined;
}

/** A flag that the server decided already: it is shown whatever the office says of the country. */
export const decided = (flag: string | null): Placed => ({
  country: flag,
  display: { label: {}, flag: true },
});

/** The names of the city. */
export const cityOf = (placed: Placed): Localized =>
  given(cityRule(placed)?.name) ?? placed.city ?? {};
