import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

/** Beside those that every request has: `If-Match`. */
type Headers = Record<string, string>;

interface Answer {
  status: number;
  cookies: string[];
  body: Buffer;
}

/** By Node's own client, because `fetch` can be told of no certificate. */
function ask(
  method: string,
  url: URL,
  headers: Record<string, string>,
  body: string | Buffer | undefined,
  ca: Buffer | undefined,
): Promise<Answer> {
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((done, fail) => {
    const asked = request(url, { method, headers, ...(ca && { ca }) }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', fail);
      response.on('end', () => {
        const cookies = response.headers['set-cookie'] ?? [];
        done({ status: response.statusCode ?? 0, cookies, body: Buffer.concat(parts) });
      });
    });
    asked.on('error', fail);
    asked.end(body);
  });
}

/** The organizer's side, over the same REST that the desk uses. */
export class Office {
  #cookie = '';

  private constructor(
    private readonly url: string,
    /** The certificate of a server that nobody vouches for. */
    private readonly ca: Buffer | undefined,
  ) {}

  /** Sets the first organizer's password with the one-time link and signs in. */
  static async open(url: string, setupUrl: string, ca?: Buffer): Promise<Office> {
    const office = new Office(url, ca);
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
    return JSON.parse(await this.text(path)) as T;
  }

  async text(path: string): Promise<string> {
    // A byte order mark stays.
    return (await this.#call('GET', path)).toString('utf8');
  }

  async post<T>(path: string, body: unknown, headers: Headers = {}): Promise<T> {
    return JSON.parse((await this.#call('POST', path, body, headers)).toString('utf8')) as T;
  }

  async put<T>(path: string, body: unknown, headers: Headers = {}): Promise<T> {
    return JSON.parse((await this.#call('PUT', path, body, headers)).toString('utf8')) as T;
  }

  /** Uploads a PDF for everybody invited, and gives the identity of the paper. */
  upload(session: string, name: string, content: string): Promise<string> {
    return this.keep(`sessions/${session}`, name, content, '?audience=invited');
  }

  /** Adds a paper to what stands there, and gives its identity. */
  async keep(place: string, name: string, content: string | Buffer, query = ''): Promise<string> {
    const path = `/api/${place}/papers${query}`;
    const headers = { 'X-Yunqiao': '1', Cookie: this.#cookie, Slug: encodeURIComponent(name) };
    const answer = await ask('POST', new URL(path, this.url), headers, content, this.ca);
    const text = answer.body.toString('utf8');
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${text}`);
    return (JSON.parse(text) as { id: string }).id;
  }

  /** Withdraws somebody's personal link. */
  async revoke(session: string, person: string): Promise<void> {
    await this.#call('DELETE', `/api/sessions/${session}/people/${person}/link`);
  }

  async #call(method: string, path: string, body?: unknown, more: Headers = {}): Promise<Buffer> {
    const headers = {
      ...more,
      'X-Yunqiao': '1',
      ...(this.#cookie ? { Cookie: this.#cookie } : {}),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await ask(method, new URL(path, this.url), headers, text, this.ca);
    const cookie = answer.cookies[0]?.split(';')[0];
    if (cookie) this.#cookie = cookie;
    if (answer.status < 200 || answer.status > 299)
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString('utf8')}`);
    return answer.body;
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
  /** The seat of the hall, where there is one. */
  seat: Invited | undefined;
}

/** How the time to speak is shared out. */
export interface FloorRules {
  speaker_seconds: number | null;
  delegation_seconds: number | null;
  at_limit: 'soft' | 'close_microphone';
}

interface PartnerList {
  items: { id: string; slug: string; names: Record<string, string>; country: string }[];
}

interface Detail {
  plan: {
    session: string;
    people: { id: string }[];
    agenda: { id: string }[];
    hall: { seat: { id: string } } | null;
  };
  links: { person: string; url: string | null }[];
}

/** Plans a meeting that starts now: a host of the city, then one person for each partner asked for. */
export async function planMeeting(
  office: Office,
  names: readonly string[],
  partners: readonly string[],
  options: {
    admission?: 'by_host' | 'automatic';
    /** `speaker`: which of the people, by their place in `names`. */
    items?: readonly { title: string; minutes: number; speaker?: number; open?: boolean }[];
    cues?: readonly unknown[];
    floor?: FloorRules;
    /** Its name, and how many of the last people attend there. */
    hall?: { place: Record<string, string>; guests: number };
    /** By number of the name; else the first is the host, and everybody of a city of their own. */
    roles?: Readonly<Record<number, string>>;
    cities?: Readonly<Record<number, number>>;
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
    delegation: delegations[options.cities?.[index] ?? Math.min(index, delegations.length - 1)]?.id,
    role: options.roles?.[index] ?? (index === 0 ? 'host' : 'delegate'),
    rank: 'vice_mayor',
    name: { en: name },
    title: { en: 'Vice-Mayor', 'zh-CN': '副市长' },
    language: 'en',
    venue: index >= names.length - (options.hall?.guests ?? 0) ? 'hall' : 'online',
  }));
  const agenda = (
    options.items ?? [
      { title: 'Opening', minutes: 5, open: true },
      { title: 'Dialogue', minutes: 20, open: true },
    ]
  ).map((item, index) => ({
    id: `i-${index}`,
    title: { en: item.title, 'zh-CN': item.title },
    kind: index === 0 ? 'opening' : 'dialogue',
    speaker: 'speaker' in item && item.speaker !== undefined ? `p-${item.speaker}` : null,
    minutes: item.minutes,
    open: item.open ?? true,
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
    cues: options.cues ?? [],
    ...(options.floor && { floor: options.floor }),
    hall: options.hall ? { place: options.hall.place } : null,
  };
  const { session } = await office.post<{ session: Detail }>('/api/sessions', { plan });
  const invited = ({ id }: { id: string }): Invited => {
    const link = session.links.find((link) => link.person === id)?.url;
    if (!link) throw new Error('an invited person has no link');
    return { id, link };
  };
  const { people: everybody, agenda: held, hall } = session.plan;
  return {
    session: session.plan.session,
    items: held.map((item) => item.id),
    people: everybody.map(invited),
    seat: hall ? invited(hall.seat) : undefined,
  };
}
