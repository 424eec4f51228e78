import type { SigningView } from '../../generated/protocol';
import { cityOf } from '../../i18n/display.svelte';
import { t } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import type { Room } from '../../meeting/room.svelte';

export const titleOf = (signing: SigningView, language: string): string =>
  pick(signing.title, language) || t('signing.erased');

export const cityName = (room: Room, delegation: string, language: string): string =>
  pick(cityOf(room.delegations.get(delegation) ?? {}), language);

/** `Hangzhou · Dresden`: an original names its own city first. */
export const partiesOf = (room: Room, parties: readonly string[], language: string): string =>
  parties.map((party) => cityName(room, party, language)).join(' · ');
