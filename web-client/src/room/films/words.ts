import { pick } from '../../i18n/localized';
import type { Room } from '../../meeting/room.svelte';
import { namedLine } from '../names';

/** Who greets: the speaker of the item with their city; where it names none, the title of the video. */
export function greeterOf(room: Room, item: string, paper: string, language: string): string {
  const of = room.item(item);
  if (of?.speaker) return namedLine(room, of.speaker, language);
  const film = room.snapshot?.films.films.find((one) => one.paper === paper);
  return pick(film?.title ?? of?.title ?? {}, language);
}
