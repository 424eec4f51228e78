/** Years of a heatmap on one page. */
export const YEARS = 10;

const whole = (text: string | null): number | undefined => {
  const year = Number(text);
  return text && Number.isInteger(year) && year >= 1 && year <= 9998 ? year : undefined;
};

/** The years that an address names, the last of them at most that of the day; else the ten up to it. */
export function readYears(
  params: URLSearchParams,
  latest: number,
): { first: number; last: number } {
  const last = Math.min(whole(params.get('last')) ?? latest, latest);
  const first = whole(params.get('first'));
  const fits = first !== undefined && first <= last && last - first < 100;
  return { first: Math.max(1, fits ? first : last - YEARS + 1), last };
}

/** The year that an address names, else that of the day. */
export const readYear = (params: URLSearchParams, usual: number): number =>
  whole(params.get('year')) ?? usual;
