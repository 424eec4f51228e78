import type { PhotoView } from '../../generated/protocol';
import { cityOf } from '../../i18n/display.svelte';
import { pickSpoken, type Localized, type Spoken } from '../../i18n/localized';
import type { Room } from '../../meeting/room.svelte';

/** Most languages that one line is written in. */
const LANGUAGES = 3;

/** Somebody in the picture. */
export interface Portrait {
  person: string;
  /** Their camera is taken; else a name plate stands for them. */
  isPictured: boolean;
  /** In the languages of the session, the main one first, each text once. */
  city: Spoken[];
  name: Spoken[];
}

type Known = Pick<Room, 'snapshot' | 'byId' | 'delegations'>;

/** Everybody who is in the picture, in the order that the service gave. Nobody is pictured who did
 *  not say yes, whatever frames there are. */
export function portraitsOf(
  room: Known,
  photo: PhotoView,
  hasFrame: (person: string) => boolean,
): Portrait[] {
  const languages = room.snapshot?.languages ?? [];
  return photo.people.flatMap(({ person, camera }) => {
    const known = room.byId.get(person);
    if (!known) return [];
    const place = room.delegations.get(known.delegation) ?? {};
    return {
      person,
      isPictured: camera === true && hasFrame(person),
      city: inAll(cityOf(place), languages),
      name: inAll(known.name, languages),
    };
  });
}

/** A text in each of the languages, without what would stand there twice. */
export function inAll(texts: Localized, languages: readonly string[]): Spoken[] {
  const spoken = languages.map((language) => pickSpoken(texts, language));
  const first = languages.length > 0 ? spoken : [pickSpoken(texts)];
  const differ = first.filter(
    ({ text }, at) => text !== '' && first.findIndex((one) => one.text === text) === at,
  );
  return differ.slice(0, LANGUAGES);
}
