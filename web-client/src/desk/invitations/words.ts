import type { InvitationLine, LetterCard, NextCard } from '../../api';
import { t } from '../../i18n/i18n.svelte';
import { listOf } from '../../time/duration';

/** Between two looks at a board on which letters are under way, in milliseconds. */
export const POLL = 1500;

/** What would be sent to a person, or why nothing would. */
export function nextText(next: NextCard): string {
  switch (next.kind) {
    case 'nothing':
      return t(`invitations.idle.${next.why}`);
    case 'update':
      return t('invitations.next.update', {
        changes: listOf(next.changes.map((change) => t(`invitations.change.${change}`))),
      });
    case 'first':
    case 'cancelled':
    case 'withdrawn':
      return t(`invitations.next.${next.kind}`);
  }
}

/** Where the newest letter to a person stands. */
export function letterText(letter: LetterCard | null): string {
  if (!letter) return t('invitations.none_yet');
  return letter.by_hand ? t('invitations.by_hand') : t(`invitations.state.${letter.state}`);
}

export function letterTone(letter: LetterCard | null): 'plain' | 'jade' | 'lake' | 'osm' | 'maple' {
  switch (letter?.state) {
    case undefined:
      return 'plain';
    case 'sent':
      return 'jade';
    case 'queued':
    case 'sending':
      return 'lake';
    case 'in_doubt':
      return 'osm';
    case 'failed':
      return 'maple';
  }
}

/** A person's answer; `moment` writes a time. */
export function replyText(reply: InvitationLine['reply'], moment: (at: number) => string): string {
  const answer = reply?.answer;
  switch (answer?.kind) {
    case undefined:
      return t('invitations.reply.none');
    case 'accepted':
    case 'declined':
      return t(`invitations.reply.${answer.kind}`);
    case 'proposed':
      return t('invitations.reply.proposed', { at: moment(answer.at) });
    case 'deputy':
      return t('invitations.reply.deputy', { name: answer.deputy.name });
  }
}

export const isToSend = ({ next }: { next: NextCard }): boolean => next.kind !== 'nothing';
