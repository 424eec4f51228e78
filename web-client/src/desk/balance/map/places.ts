import type { PartnerCard } from '../../../api';
import type { Liveliness, MapPlace, QuietPartner } from '../../../api/balance';
import { pick } from '../../../i18n/localized';
import { byName } from '../spoken';

/** A partner as the map and its table show it. */
export interface Place {
  id: string;
  card: PartnerCard | undefined;
  name: string;
  kind: 'sister' | 'exchange' | null;
  state: Liveliness;
  exchanges: number;
  last: string | null;
  lat: number | null;
  lon: number | null;
}

/** Partners with what stands at their places; from west to east as the map lies, those that nobody
 *  can place at the end. */
export function placesOf(
  places: readonly MapPlace[],
  quiet: readonly QuietPartner[],
  partners: ReadonlyMap<string, PartnerCard>,
): Place[] {
  const states = new Map(quiet.map((one) => [one.partner, one.state]));
  const found = places.map((place): Place => {
    const card = partners.get(place.partner);
    return {
      id: place.partner,
      card,
      name: card ? pick(card.names) : place.partner,
      // A relation of both kinds cannot be; of several owners the closer one is shown.
      kind: place.kinds.includes('sister') ? 'sister' : (place.kinds[0] ?? null),
      state: states.get(place.partner) ?? 'alive',
      exchanges: place.exchanges,
      last: place.last ?? null,
      lat: card?.lat ?? null,
      lon: card?.lon ?? null,
    };
  });
  const east = (place: Place) => (place.lon === null ? Infinity : (place.lon + 390) % 360);
  return found.sort((a, b) => {
    const [x, y] = [east(a), east(b)];
    return x === y ? byName(a.name, b.name) : x - y;
  });
}
