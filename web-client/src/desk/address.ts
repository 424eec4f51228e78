import { countryCodes } from '../i18n/countries';
import { readDate } from '../time/partial';

/** What a part of an address says; nothing where it says it wrongly. */
type Read<Value> = (text: string) => Value | undefined;

export const word: Read<string> = (text) => text || undefined;
export const year: Read<string> = (text) => (/^\d{4}$/.test(text) ? text : undefined);
export const yes: Read<boolean> = (text) => (text === '1' ? true : undefined);
export const day: Read<string> = (text) => {
  const read = readDate(text);
  return read?.length === 10 ? read : undefined;
};
// XA to XZ: places of which no country is known.
export const country: Read<string> = (text) =>
  countryCodes.includes(text) || /^X[A-Z]$/.test(text) ? text : undefined;
export const among =
  <Value extends string>(values: readonly Value[]): Read<Value> =>
  (text) =>
    values.find((value) => value === text);
export const whole =
  (least: number, most: number): Read<number> =>
  (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    return number >= least && number <= most ? number : undefined;
  };
export const page = whole(1, 1_000_000);

type Readers<Asked> = { [Name in keyof Asked]-?: Read<NonNullable<Asked[Name]>> };

/** The address of a list: what it is narrowed to, so that it can be sent to somebody and come back to. */
export class ListAddress<Asked extends object> {
  readonly #path: string;
  /** In the order in which they are written. */
  readonly #readers: Readers<Asked>;
  /** What is asked where the address does not say. */
  readonly usual: Asked;

  constructor(path: string, usual: Asked, readers: Readers<Asked>) {
    this.#path = path;
    this.usual = usual;
    this.#readers = readers;
  }

  /** What an address asks for; what it says wrongly is as usual, not refused. */
  read(params: URLSearchParams): Asked {
    const asked = { ...this.usual };
    for (const name of this.#names) {
      const value = this.#readers[name](params.get(name) ?? '');
      if (value !== undefined) asked[name] = value;
    }
    return asked;
  }

  /** What is asked for, without what is as usual. */
  params(asked: Asked): URLSearchParams {
    const params = new URLSearchParams();
    for (const name of this.#names) {
      const text = written(asked[name]);
      if (text !== '' && text !== written(this.usual[name])) params.set(name, text);
    }
    return params;
  }

  of(asked: Asked): string {
    const params = this.params(asked);
    return params.size > 0 ? `${this.#path}?${params}` : this.#path;
  }

  get #names(): (keyof Asked & string)[] {
    return Object.keys(this.#readers) as (keyof Asked & string)[];
  }
}

function written(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'boolean') return value ? '1' : '';
  return typeof value === 'number' ? String(value) : '';
}
