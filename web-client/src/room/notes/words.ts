import type { NoteView } from '../../generated/protocol';
import { cityOf } from '../../i18n/display.svelte';
import { pick } from '../../i18n/localized';
import type { Room } from '../../meeting/room.svelte';

/** Who sees to an action, as `Dresden · Port office`; empty for a decision. */
export function ownerLine(room: Room, view: NoteView, language: string): string {
  const { action } = view.note;
  if (!action) return '';
  const { owner } = action;
  const city = owner && 'delegation' in owner ? room.delegations.get(owner.delegation) : undefined;
  const name = city ? pick(cityOf(city), language) : pick(view.owner?.name ?? {}, language);
  return [name, action.department].filter(Boolean).join(' · ');
}
