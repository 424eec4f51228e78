import type { components } from '../../../../web-client/src/generated/openapi.ts';
import type { Office } from '../office.ts';
import { CITIES } from '../reference.ts';

type Schemas = components['schemas'];
export type Plan = Schemas['Plan'];
export type Role = Schemas['Role'];
type Rank = Schemas['Rank'];
type Localized = Record<string, string>;

/** Somebody of the forum, by the English name that the script calls them. */
interface Part {
  name: string;
  city: string;
  role: Role;
  rank: Rank;
}

const of =
  (city: string, role: Role, rank: Rank) =>
  (name: string): Part => ({ name, city, role, rank });
const HOME = 'Hangzhou';

/** The mayor, then those who come along. */
const DELEGATIONS: Record<string, readonly string[]> = {
  Gifu: ['Sato Haruka', 'Ito Kenji'],
  Fukui: ['Mori Daisuke', 'Kato Yui'],
  Yeosu: ['Park Min-jun', 'Choi Ha-eun'],
  Suwon: ['Kim Seo-yeon', 'Lee Do-yun'],
  Boston: ['Grace Miller', 'Daniel Ortiz'],
  Leeds: ['Oliver Hughes', 'Amelia Clarke'],
  Nice: ['Élise Moreau', 'Luc Garnier'],
  Dresden: ['Katharina Vogel', 'Jonas Richter'],
  Heidelberg: ['Felix Baumann', 'Lena Hoffmann'],
  Agadir: ['Youssef Alaoui', 'Salma Idrissi', 'Nadia Berrada'],
  Kazan: ['Timur Galiev', 'Alina Safina'],
  Lalitpur: ['Suman Shrestha', 'Anita Maharjan'],
};

export const PARTS: readonly Part[] = [
  of(HOME, 'delegate', 'mayor')('Shen Wenbo'),
  ...['Lin Yue', 'Chen Yining'].map(of(HOME, 'host', 'director')),
  of(HOME, 'delegate', 'vice_mayor')('Fang Mei'),
  ...['Zhao Min', 'Gao Feng'].map(of(HOME, 'technician', 'staff')),
  ...['Wu Lan', 'Zhou Jie', 'Xu Ning', 'He Yu', 'Deng Rui'].map(of(HOME, 'interpreter', 'staff')),
  ...['Qian Yi', 'Sun Lei', 'Pan Xin'].map(of(HOME, 'press', 'other')),
  ...['Hu Bo', 'Luo Dan'].map(of(HOME, 'observer', 'other')),
  ...CITIES.flatMap(({ city }) =>
    (DELEGATIONS[city] ?? []).map((name, place) =>
      of(city, 'delegate', place === 0 ? 'mayor' : 'director')(name),
    ),
  ),
];

export const HEADS: Record<string, string> = {
  [HOME]: 'Shen Wenbo',
  ...Object.fromEntries(CITIES.map(({ city }) => [city, DELEGATIONS[city]?.[0] ?? ''])),
};

const text = (en: string): Localized => ({ en, 'zh-CN': `（${en}）` });

const item = (
  title: string,
  kind: Schemas['ItemKind'],
  minutes: number,
  more: Partial<Schemas['ItemDraft']> = {},
): Schemas['ItemDraft'] => ({
  ...{ id: `i-${title}`, title: text(title), kind, minutes, open: true },
  ...more,
});

const AGENDA = [
  item('Opening', 'opening', 5, { speaker: 'p-Shen Wenbo' }),
  item('Greetings', 'speech', 25, { speaker_seconds: 180 }),
  item('Dialogue', 'dialogue', 20, { speaker: 'p-Kim Seo-yeon' }),
  item('Heads only', 'dialogue', 15, { open: false }),
  item('Declaration', 'vote', 10),
  item('Film', 'break', 5),
  item('Next city', 'vote', 5),
  item('Closing', 'opening', 5),
];

/** Minutes of the whole programme. */
export const MINUTES = AGENDA.reduce((sum, { minutes }) => sum + minutes, 0);

const cue = (
  title: string,
  kind: Schemas['CueKind'],
  on: string,
  offset: number,
): Schemas['CueDraft'] => ({
  ...{ id: `c-${title}`, title: text(title), kind, item: `i-${on}`, offset },
  owner: { duty: 'sound_and_picture' },
  fallback: text(`Without ${title}`),
});

const CUES = [
  cue('Titles', 'technical', 'Opening', 0),
  cue('Music', 'technical', 'Opening', -120),
  cue('Line to Kazan', 'speech', 'Greetings', 60),
  cue('Doors of the press', 'doors', 'Heads only', 0),
  cue('Start the film', 'technical', 'Film', 0),
  cue('Ballot on the screen', 'readout', 'Next city', 30),
];

interface Partners {
  items: { id: string; slug: string; names: Localized; country: string }[];
}

interface Detail {
  plan: Plan;
  links: { person: string; url: string | null }[];
}

const TITLE = { en: 'Forum of the mayors of the rivers', 'zh-CN': '江河市长论坛' };

/** The forum as it is planned: what the script asked for, by its own names. */
export class Programme {
  private constructor(
    readonly plan: Plan,
    readonly startsAt: number,
    readonly partners: ReadonlyMap<string, Partners['items'][number]>,
    readonly links: ReadonlyMap<string, string>,
    readonly items: ReadonlyMap<string, string>,
    readonly cues: ReadonlyMap<string, string>,
    readonly people: ReadonlyMap<string, string>,
    readonly delegations: ReadonlyMap<string, string>,
  ) {}

  static async plan(office: Office, startsAt: number): Promise<Programme> {
    const registry = (await office.get<Partners>('/api/partners')).items;
    const partners = new Map(
      CITIES.map(({ slug, city }) => {
        const partner = registry.find((one) => one.slug === slug);
        if (!partner) throw new Error(`no ${city} in the registry`);
        return [city as string, partner] as const;
      }),
    );
    const plan = draft(startsAt, partners);
    const { session } = await office.post<{ session: Detail }>('/api/sessions', { plan });
    const made = session.plan;
    const names = (asked: readonly { title: Localized }[], got: readonly { id: string }[]) =>
      new Map(asked.map(({ title }, place) => [title['en'] ?? '', got[place]?.id ?? '']));
    const people = new Map(PARTS.map(({ name }, at) => [name, made.people[at]?.id ?? '']));
    const links = new Map(
      PARTS.map(({ name }) => {
        const link = session.links.find(({ person }) => person === people.get(name));
        return [name, link?.url ?? ''] as const;
      }),
    );
    const cities = [HOME, ...CITIES.map(({ city }) => city)];
    return new Programme(
      made,
      startsAt,
      partners,
      links,
      names(AGENDA, made.agenda),
      names(CUES, made.cues),
      people,
      new Map(cities.map((city, at) => [city, made.delegations[at]?.id ?? ''])),
    );
  }

  person(name: string): string {
    return known(this.people, name);
  }
  delegation(city: string): string {
    return known(this.delegations, city);
  }
  item(title: string): string {
    return known(this.items, title);
  }
  cue(title: string): string {
    return known(this.cues, title);
  }
  link(name: string): string {
    return known(this.links, name);
  }
}

function known(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (!id) throw new Error(`nothing is called ${name}`);
  return id;
}

export const cityOf = (name: string): string =>
  PARTS.find((part) => part.name === name)?.city ?? '';

function draft(startsAt: number, partners: Programme['partners']): Schemas['PlanDraft'] {
  const home = { id: `d-${HOME}`, city: { 'zh-CN': '杭州', en: HOME }, country: 'CN' };
  const head = (city: string) => ({ head: `p-${HEADS[city] ?? ''}` });
  return {
    title: TITLE,
    starts_at: startsAt,
    minutes: MINUTES,
    zone: 'Asia/Shanghai',
    languages: ['zh-CN', 'en'],
    admission: 'by_host',
    delegations: [
      { ...home, ...head(HOME) },
      ...[...partners].map(([city, { id }]) => ({
        ...{ id: `d-${city}`, partner: id },
        ...head(city),
      })),
    ],
    people: PARTS.map(({ name, city, role, rank }) => ({
      ...{ id: `p-${name}`, delegation: `d-${city}`, role, rank },
      ...{ name: { en: name }, title: { en: `${rank} of ${city}` }, language: 'en' },
    })),
    agenda: AGENDA,
    cues: CUES,
    floor: { speaker_seconds: 240, delegation_seconds: null, at_limit: 'soft' },
  };
}

/** What the script asked for, to hold the record against. */
export const asked = { title: TITLE, agenda: AGENDA, cues: CUES };
