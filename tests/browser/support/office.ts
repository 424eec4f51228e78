/** The organizer's side, over the same REST that the desk uses. */
export class Office {
  #cookie = '';

  private constructor(private readonly url: string) {}

  /** Sets the first organizer's password with the one-time link and signs in. */
  static async open(url: string, setupUrl: string): Promise<Office> {
    const office = new Office(url);
    await office.#call('POST', '/api/setup', {
      token: new URL(setupUrl).hash.slice(1),
      name: 'Chen Yining',
      password: 'a quiet lake at night',
    });
    return office;
  }

  get cookie(): { name: string; value: string; url: string } {
    const [name = '', value = ''] = this.#cookie.split('=', 2);
    return { name, value, url: this.url };
  }

  async get<T>(path: string): Promise<T> {
    return (await this.#call('GET', path)).json() as Promise<T>;
  }

  async text(path: string): Promise<string> {
    // Not `text()`: it would take the byte order mark away.
    return Buffer.from(await (await this.#call('GET', path)).arrayBuffer()).toString('utf8');
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return (await this.#call('POST', path, body)).json() as Promise<T>;
  }

  /** Withdraws somebody's personal link. */
  async revoke(session: string, person: string): Promise<void> {
    await this.#call('DELETE', `/api/sessions/${session}/people/${person}/link`);
  }

  async #call(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: {
        'X-Yunqiao': '1',
        ...(this.#cookie ? { Cookie: this.#cookie } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie) this.#cookie = cookie;
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

export interface Invited {
  id: string;
  link: string;
}

export interface Planned {
  session: string;
  people: Invited[];
  items: string[];
}

interface PartnerList {
  items: { id: string; slug: string; names: Record<string, string>; country: string }[];
}

interface Detail {
  plan: { session: string; people: { id: string }[]; agenda: { id: string }[] };
  links: { person: string; url: string | null }[];
}

/** Plans a meeting that starts now: a host of the city, then one person for each partner asked for. */
export async function planMeeting(
  office: Office,
  names: readonly string[],
  partners: readonly string[],
  options: {
    admission?: 'by_host' | 'automatic';
    items?: readonly { title: string; minutes: number }[];
  } = {},
): Promise<Planned> {
  const registry = (await office.get<PartnerList>('/api/partners')).items;
  const cities = partners.map((slug) => {
    const city = registry.find((partner) => partner.slug === slug);
    if (!city) throw new Error(`no partner ${slug} in the registry`);
    return city;
  });
  const delegations = [
    {
      id: 'd-home',
      partner: null,
      city: { 'zh-CN': '杭州', en: 'Hangzhou' },
      country: 'CN',
      head: null,
    },
    ...cities.map((city) => ({
      id: `d-${city.slug}`,
      partner: city.id,
      city: city.names,
      country: city.country,
      head: null,
    })),
  ];
  const people = names.map((name, index) => ({
    id: `p-${index}`,
    delegation: delegations[Math.min(index, delegations.length - 1)]?.id,
    role: index === 0 ? 'host' : 'delegate',
    rank: 'vice_mayor',
    name: { en: name },
    title: { en: 'Vice-Mayor', 'zh-CN': '副市长' },
    language: 'en',
  }));
  const agenda = (
    options.items ?? [
      { title: 'Opening', minutes: 5 },
      { title: 'Dialogue', minutes: 20 },
    ]
  ).map((item, index) => ({
    id: `i-${index}`,
    title: { en: item.title, 'zh-CN': item.title },
    kind: index === 0 ? 'opening' : 'dialogue',
    speaker: null,
    minutes: item.minutes,
    open: true,
  }));
  const plan = {
    title: { en: 'Living heritage, living water', 'zh-CN': '活的遗产，活的水' },
    starts_at: Date.now() * 1000,
    minutes: 60,
    zone: 'Asia/Shanghai',
    languages: ['zh-CN', 'en'],
    admission: options.admission ?? 'by_host',
    delegations,
    people,
    agenda,
  };
  const { session } = await office.post<{ session: Detail }>('/api/sessions', { plan });
  return {
    session: session.plan.session,
    items: session.plan.agenda.map((item) => item.id),
    people: session.plan.people.map((person) => {
      const link = session.links.find((link) => link.person === person.id)?.url;
      if (!link) throw new Error('an invited person has no link');
      return { id: person.id, link };
    }),
  };
}
