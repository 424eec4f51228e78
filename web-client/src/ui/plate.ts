import { pickSpoken, type Localized, type Spoken } from '../i18n/localized';

const base = (tag: string) => tag.toLowerCase().split('-')[0];

export interface PlateLanguages {
  /** The main language of the session. */
  main: string;
  /** The person's own. */
  own: string;
  /** The reader's. */
  reader: string;
}

/** A name as a plate shows it: in the main language of the session, then once more for those who
 *  cannot read it: in the person's own language, else in the reader's. */
export function namesOn(name: Localized, { main, own, reader }: PlateLanguages): Spoken[] {
  const first = pickSpoken(name, main);
  const second = [own, reader]
    .map((language) => pickSpoken(name, language))
    .find(({ text, language }) => text !== first.text && base(language) !== base(first.language));
  return second ? [first, second] : [first];
}
