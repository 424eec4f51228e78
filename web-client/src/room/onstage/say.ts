import { t } from '../../i18n/i18n.svelte';
import type { StageView } from '../../generated/protocol';
import { placeOf } from '../../meeting/reach';
import type { Room } from '../../meeting/room.svelte';
import { listOf } from '../../time/duration';
import { announce } from '../../ui/announce.svelte';
import { nameOf } from '../names';

/** Says what is new about the stage: to oneself at once, of others when there is a pause. */
export function sayStage(
  room: Room,
  { before, after }: { before: StageView; after: StageView },
  language: string,
): void {
  const me = room.you?.person ?? '';
  const name = (person: string) => nameOf(room.byId.get(person), language);
  if (before.opened_at === null && after.opened_at !== null) announce(t('stage.say_opened'));
  if (before.opened_at !== null && after.opened_at === null) announce(t('stage.say_closed'));
  const place = placeOf(after, me);
  if (place && place !== placeOf(before, me)) announce(t(`stage.you.${place}`), 'assertive');
  const came = after.on_stage.filter((one) => one !== me && !before.on_stage.includes(one));
  if (came.length > 0) announce(t('stage.say_on', { names: listOf(came.map(name)) }));
  if (before.spotlight !== after.spotlight)
    announce(
      after.spotlight === null
        ? t('stage.say_spotlight_off')
        : t('stage.say_spotlight', { name: name(after.spotlight) }),
    );
  if (before.pinned !== after.pinned)
    announce(t(after.pinned === null ? 'stage.say_unpinned' : 'stage.say_pinned'));
}
