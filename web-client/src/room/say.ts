import { t } from '../i18n/i18n.svelte';
import type { Happening } from '../meeting/happenings';
import type { Meeting } from '../meeting/meeting.svelte';
import { announce } from '../ui/announce.svelte';
import { namedLine, nameOf } from './names';
import { sayStage } from './onstage/say';
import type { Manner, Notices } from './notices.svelte';
import { pick } from '../i18n/localized';

/** Arrivals within this time are said in one sentence. */
const GATHER = 3_000;

const URGENT: Manner = { urgent: true };

/** Puts into words what happens: for screen readers, and in the row above the controls. */
export function sayHappenings(
  meeting: Meeting,
  notices: Notices,
  language: () => string,
): () => void {
  let joined: string[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;

  function gather(name: string): void {
    joined.push(name);
    gathering ??= setTimeout(() => {
      announce(t('say.joined', { name: joined[0] ?? '', others: joined.length - 1 }));
      joined = [];
      gathering = undefined;
    }, GATHER);
  }

  /** A notice says itself to screen readers. */
  function show(tone: 'info' | 'heed' | 'fail', text: string, manner?: Manner): void {
    notices.show(tone, text, manner);
  }

  function say(happening: Happening): void {
    const { room } = meeting;
    switch (happening.what) {
      case 'joined':
        return gather(nameOf(happening.person, language()));
      case 'left':
        return announce(t('say.left', { name: nameOf(happening.person, language()) }));
      case 'waiting':
        return show('info', t('say.waiting', { name: nameOf(happening.person, language()) }), {
          stands: () => room.snapshot?.lobby.some(({ id }) => id === happening.person.id) ?? false,
        });
      case 'hand':
        if (room.isHost && happening.person.id !== room.you?.person)
          announce(
            t('say.hand', {
              name: nameOf(happening.person, language()),
              place: happening.place,
            }),
          );
        return;
      case 'item': {
        const { item } = happening;
        const title = pick(item.title, language());
        const who = item.speaker ? namedLine(room, item.speaker, language()) : '';
        if (item.state.state === 'running') announce(t('say.item_started', { title, who }));
        if (item.state.state === 'held') announce(t('say.item_ended', { title }));
        if (item.state.state === 'skipped') announce(t('say.item_skipped', { title }));
        return;
      }
      case 'chat':
        if (happening.line.from !== room.you?.person)
          announce(
            t('say.chat', {
              name: pick(happening.line.name, language()),
              text: happening.line.text ?? '',
            }),
          );
        return;
      case 'floor': {
        const { person } = happening;
        if (person === null) return announce(t('floor.say_free'));
        if (person.id === room.you?.person) return announce(t('floor.you_have'), 'assertive');
        return announce(t('floor.say_given', { name: nameOf(person, language()) }));
      }
      case 'point':
        if (happening.person.id === room.you?.person) return;
        return announce(t('floor.say_point', { name: nameOf(happening.person, language()) }));
      case 'noted': {
        const { by, note } = happening.view;
        if (by === room.you?.person) return;
        const text = pick(note.text, language());
        return announce(t(note.action ? 'note.say_action' : 'note.say_decision', { text }));
      }
      case 'stage':
        return sayStage(room, happening, language());
      case 'muted':
        return show('heed', t('say.muted', { name: nameOf(happening.by, language()) }), URGENT);
      case 'screen_on':
        return happening.person.id === room.you?.person
          ? announce(t('share.own'))
          : announce(t('say.screen_on', { name: nameOf(happening.person, language()) }));
      case 'screen_off':
        return announce(t('say.screen_off', { name: nameOf(happening.person, language()) }));
      case 'share_stopped':
        return show(
          'heed',
          t('say.share_stopped', { name: nameOf(happening.by, language()) }),
          URGENT,
        );
      case 'screen_taken':
        return show(
          'heed',
          t('say.screen_taken', { name: nameOf(happening.by, language()) }),
          URGENT,
        );
      case 'share_failed':
        return show('fail', t(`share.failed.${happening.failure}`), URGENT);
      case 'refused': {
        const { reason } = happening;
        if (reason === 'film_is_shown')
          return show('heed', t(`reason.${reason}`), { stands: () => room.isSilenced });
        if (reason !== 'not_on_stage' && reason !== 'backstage')
          return show('fail', t(`reason.${reason}`));
        const { reach } = room;
        return show('heed', t(`reason.${reason}`), { stands: () => room.reach === reach });
      }
      case 'not_done':
        return show('fail', t('say.not_done'));
      case 'back':
        return announce(t('say.back'));
      case 'may_send':
      case 'may_not_send':
        return show('info', t(`say.${happening.what}`), URGENT);
      case 'given_back':
        // Where something is offered, the notice stands there until it is answered.
        return meeting.own.offer.sent
          ? announce(t('notice.given_back'), 'assertive')
          : show('info', t('say.given_back'), URGENT);
      case 'handed_over':
        // The notice that stands there as long as it is so says it.
        return;
    }
  }

  meeting.listeners.add(say);
  return () => {
    meeting.listeners.delete(say);
    clearTimeout(gathering);
  };
}
