import type { Office } from './office.ts';

interface PartnerList {
  items: {
    id: string;
    slug: string;
    names: Record<string, string>;
    country: string;
  }[];
}

interface Begun {
  event: { id: string; delegations: { id: string; partner: string | null }[] };
  sessions: { id: string; form: string; rehearsal: boolean }[];
}

/** Begins a mayors' forum in thirty days: a host of the city, and a mayor of each partner. */
export async function planForum(
  office: Office,
  partners: readonly string[],
): Promise<{ id: string; panel: string; plenary: string; guests: string[] }> {
  const registry = (await office.get<PartnerList>('/api/partners')).items;
  const cities = registry.filter(({ slug }) => partners.includes(slug));
  const person = (id: string, delegation: string, role: string, rank: string, name: string) => ({
    id,
    delegation,
    role,
    rank,
    name: { en: name, 'zh-CN': name },
    title: {},
    language: 'en',
  });
  const day = 24 * 3600;
  const starts = (Math.floor(Date.now() / 1000 / day) + 30) * day + 8 * 3600;
  const begun = await office.post<Begun>('/api/events', {
    template: 'forum',
    starts_at: starts * 1_000_000,
    admission: 'by_host',
    event: {
      kind: 'forum',
      edition: 7,
      title: { 'zh-CN': '第七届市长论坛', en: 'Seventh mayors’ forum' },
      theme: { 'zh-CN': '水与城市', en: 'Cities of water' },
      zone: 'Asia/Shanghai',
      languages: ['zh-CN', 'en'],
      delegations: [
        {
          id: 'd-home',
          city: { 'zh-CN': '杭州', en: 'Hangzhou' },
          country: 'CN',
        },
        ...cities.map(({ id, slug }) => ({
          id: `d-${slug}`,
          partner: id,
          head: `p-${slug}`,
        })),
      ],
      people: [
        person('p-home', 'd-home', 'host', 'director', 'Lin Yue'),
        ...cities.map(({ slug, names }) =>
          person(`p-${slug}`, `d-${slug}`, 'delegate', 'mayor', `Mayor of ${names['en'] ?? slug}`),
        ),
      ],
    },
  });
  const panel = begun.sessions.find(({ form }) => form === 'panel');
  const plenary = begun.sessions.find(({ form, rehearsal }) => form === 'plenary' && !rehearsal);
  const guests = begun.event.delegations.filter(({ partner }) => partner !== null);
  return {
    id: begun.event.id,
    panel: panel?.id ?? '',
    plenary: plenary?.id ?? '',
    guests: guests.map(({ id }) => id),
  };
}
