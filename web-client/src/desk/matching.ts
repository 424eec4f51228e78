import type { Option } from './lists';

const folded = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Those with these letters in them, whatever their accents; with them at the front first. */
export function matching<Value extends string>(
  options: readonly Option<Value>[],
  typed: string,
): Option<Value>[] {
  const wanted = folded(typed.trim());
  const place = (option: Option<Value>) => folded(option.label).indexOf(wanted);
  return options
    .filter((option) => place(option) >= 0)
    .toSorted((one, other) => Math.min(place(one), 1) - Math.min(place(other), 1));
}
