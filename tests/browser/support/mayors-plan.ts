import type { Office } from './office.ts';

/** The mayors of the first three cities below; the first of them runs the forum. */
export const NAMES = ['Lin Yue', 'Katharina Vogel', 'Kim Seo-yeon'] as const;
export const CITIES = ['Hangzhou', 'Dresden', 'Seoul'] as const;

/** A session as its plan was kept, and the links into it. */
export interface Session {
  plan: {
    session: string;
    people: { id: string }[];
    delegations: { id: string }[];
    agenda: { id: string }[];
  };
  links: { person: string; url: string }[];
}

interface Item {
  title: Record<string, string>;
  kind: string;
  minutes: number;
  open: boolean;
}

interface Choices {
  agenda?: readonly Item[];
  /** The third is no mayor, but of the press, with the second. */
  press?: boolean;
}

/** Plans a forum of the mayors that begins now, and opens its doors to everybody. */
export async function forumOf(
  office: Office,
  { agenda = [], press = false }: Choices = {},
): Promise<Session> {
  const delegations = [
    { id: 'd-0', city: { en: CITIES[0] }, country: 'CN', head: 'p-0' },
    { id: 'd-1', partner: 'S18', head: 'p-1' },
    { id: 'd-2', city: { en: CITIES[2] }, country: 'KR', head: 'p-2' },
  ].slice(0, press ? 2 : 3);
  const people = NAMES.map((name, at) => ({
    ...{ id: `p-${at}`, delegation: `d-${Math.min(at, delegations.length - 1)}` },
    role: at === 0 ? 'host' : press && at === 2 ? 'press' : 'delegate',
    ...{ rank: 'mayor', name: { en: name }, title: { en: 'Mayor' }, language: 'en' },
  }));
  const plan = {
    title: { 'zh-CN': '市长论坛', en: 'Mayors’ forum' },
    ...{ starts_at: Date.now() * 1000, minutes: 60, zone: 'Asia/Shanghai' },
    ...{ languages: ['zh-CN', 'en'], admission: 'automatic' },
    ...{ delegations, people, agenda },
  };
  const { session } = await office.post<{ session: Session }>('/api/sessions', { plan });
  return session;
}
