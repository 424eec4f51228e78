/** The reference event: a summit of twelve partner cities over nine time zones, and forty people. */

/** By the registry that is imported at the first start. */
export const CITIES = [
  { slug: 'S01', city: 'Gifu', zone: 'Asia/Tokyo', language: 'ja' },
  { slug: 'S05', city: 'Fukui', zone: 'Asia/Tokyo', language: 'ja' },
  { slug: 'S06', city: 'Yeosu', zone: 'Asia/Seoul', language: 'ko' },
  { slug: 'S19', city: 'Suwon', zone: 'Asia/Seoul', language: 'ko' },
  { slug: 'S02', city: 'Boston', zone: 'America/New_York', language: 'en' },
  { slug: 'S04', city: 'Leeds', zone: 'Europe/London', language: 'en' },
  { slug: 'S07', city: 'Nice', zone: 'Europe/Paris', language: 'fr' },
  { slug: 'S18', city: 'Dresden', zone: 'Europe/Berlin', language: 'de' },
  { slug: 'E08', city: 'Heidelberg', zone: 'Europe/Berlin', language: 'de' },
  { slug: 'S11', city: 'Agadir', zone: 'Africa/Casablanca', language: 'ar' },
  { slug: 'S13', city: 'Kazan', zone: 'Europe/Moscow', language: 'ru' },
  { slug: 'E06', city: 'Lalitpur', zone: 'Asia/Kathmandu', language: 'en' },
] as const;

export const HOME = { city: 'Hangzhou', zone: 'Asia/Shanghai' };

export interface Guest {
  email: string;
  /** Of letters. */
  language: string;
  /** By whose clock letters tell the time. */
  zone: string;
  mayor: boolean;
}

const address = (name: string, city: string): string => `${name}@${city.toLowerCase()}.example`;

/** Everybody by mail address: a mayor and somebody for the technology of each city, and sixteen of
 *  the host, most of them interpreters. */
export const GUESTS: readonly Guest[] = [
  ...CITIES.flatMap(({ city, zone, language }) => [
    { email: address('mayor', city), language, zone, mayor: true },
    { email: address('it', city), language, zone, mayor: false },
  ]),
  ...Array.from({ length: 16 }, (_, place) => ({
    email: address(place === 0 ? 'host' : `staff${place}`, HOME.city),
    language: 'zh-CN',
    zone: HOME.zone,
    mayor: false,
  })),
];

interface Delegation {
  id: string;
  partner: string | null;
  city: Record<string, string>;
}

export interface Invitee {
  id: string;
  name: Record<string, string>;
  email: string | null;
  [field: string]: unknown;
}

/** The roster with everybody who is not on it yet. */
export function completed<Roster extends { delegations: Delegation[]; people: Invitee[] }>(
  roster: Roster,
): Roster {
  const delegation = (guest: Guest): Delegation | undefined =>
    roster.delegations.find(({ city }) =>
      guest.email.endsWith(`@${(city['en'] ?? '').toLowerCase()}.example`),
    );
  const missing = GUESTS.filter(({ email }) => roster.people.every((one) => one.email !== email));
  const people = missing.map((guest, place) => {
    const [name = ''] = guest.email.split('@');
    const city = delegation(guest);
    if (!city) throw new Error(`no delegation of ${guest.email}`);
    const role = guest.mayor ? 'delegate' : city.partner ? 'technician' : 'interpreter';
    return {
      id: `new-${place}`,
      delegation: city.id,
      role,
      rank: guest.mayor ? 'mayor' : 'staff',
      name: { en: `${name} of ${city.city['en'] ?? ''}` },
      title: {},
      language: guest.language,
      email: guest.email,
    };
  });
  return { ...roster, people: [...roster.people, ...people] };
}
