import { createHash } from 'node:crypto';
import type { components } from '../../../../web-client/src/generated/openapi.ts';
import type { Moment } from '../truth/clock.ts';
import { at, type Expected } from '../truth/compare.ts';
import { DIRECTOR, type Forum } from './forum.ts';
import { HEADS, type Programme } from './programme.ts';

type Schemas = components['schemas'];

const FILES = {
  'zh-CN': '%PDF-1.7\n江河宣言\n%%EOF\n',
  en: '%PDF-1.7\nDeclaration of the rivers\n%%EOF\n',
};
const TITLE = { en: 'Declaration of the rivers', 'zh-CN': '江河宣言' };

interface Party {
  city: string;
  name: string;
  deputyFor: string | null;
  signed: Moment | null;
}

/** What the script did to have a document signed. */
export interface Signing {
  id: string;
  item: string;
  editions: { language: string; paper: string; sha256: string }[];
  parties: Party[];
  witnesses: { name: string; attested: Moment | null }[];
  opened: Moment;
  pauses: { from: Moment; to: Moment; reason: string }[];
  ended: Moment;
}

const signs = (forum: Forum, name: string, act: 'sign' | 'attest', { id, editions }: Signing) =>
  forum.does(name, {
    ...{ do: 'signing', act, signing: id },
    hashes: editions.map(({ sha256 }) => sha256),
  });

/** The parties sign in their order, one by a deputy; the line is poor meanwhile; of two witnesses one
 *  attests. */
export async function signsDeclaration(
  forum: Forum,
  item: string,
  cities: readonly string[],
  [attests, absent]: readonly [string, string],
): Promise<void> {
  const { director, programme, truth } = forum;
  const session = programme.plan.session;
  const editions: Signing['editions'] = [];
  for (const [language, content] of Object.entries(FILES)) {
    const paper = await forum.office.upload(session, `${language}.pdf`, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    editions.push({ language, paper, sha256 });
  }
  const parties = cities.map((city): Party => {
    const head = HEADS[city] ?? '';
    const deputy = forum.deputies.get(city);
    return { city, name: deputy ?? head, deputyFor: deputy ? head : null, signed: null };
  });
  const draft = {
    ...{ item: programme.item(item), title: TITLE },
    editions: editions.map(({ language, paper }) => ({ language, paper })),
    signatories: parties.map(({ city }) => ({
      delegation: programme.delegation(city),
      person: forum.id(HEADS[city] ?? ''),
    })),
    witnesses: [attests, absent].map((name) => forum.id(name)),
  };
  await forum.direct({ do: 'signing', act: 'prepare', signing: null, draft });
  await director.sees('the signing', ({ signings }) => signings.length > 0);
  const id = director.room?.signings.at(-1)?.id ?? '';
  for (const { city, name, deputyFor } of parties) {
    if (deputyFor === null) continue;
    const deputy = { delegation: programme.delegation(city), person: forum.id(name) };
    await forum.direct({ do: 'signing', act: 'name_deputy', signing: id, ...deputy });
  }
  const opened = await forum.direct({ do: 'signing', act: 'open', signing: id });
  const witnesses = [attests, absent].map((name) => ({ name, attested: null as Moment | null }));
  const signing: Signing = {
    ...{ id, item, editions, parties, witnesses, opened },
    ...{ pauses: [], ended: opened },
  };
  for (const [place, party] of parties.entries()) {
    await forum.passes(20);
    party.signed = await signs(forum, party.name, 'sign', signing);
    if (place !== 0) continue;
    const reason = 'The line to Leeds is poor';
    const from = await forum.direct({ do: 'signing', act: 'pause', signing: id, reason });
    await forum.passes(40);
    const to = await forum.direct({ do: 'signing', act: 'resume', signing: id });
    signing.pauses.push({ from, to, reason });
  }
  for (const witness of witnesses.filter(({ name }) => name === attests))
    witness.attested = await signs(forum, attests, 'attest', signing);
  signing.ended = await forum.direct({ do: 'signing', act: 'close', signing: id });
  truth.signings.push(signing);
}

export function signingOf(
  programme: Programme,
  signing: Signing,
): Expected<Schemas['SigningRecord']> {
  const named = (name: string) => ({ person: programme.person(name), name: { en: name } });
  const cities = signing.parties.map(({ city }) => programme.delegation(city));
  return {
    signing: signing.id,
    title: TITLE,
    item: programme.item(signing.item),
    prepared_by: named(DIRECTOR),
    editions: signing.editions,
    signatures: signing.parties.map(({ city, name, deputyFor, signed }) => ({
      delegation: programme.delegation(city),
      person: named(name),
      deputy_for: deputyFor === null ? null : named(deputyFor),
      signed_at: signed && at(signed),
    })),
    // Each party keeps one that names it first.
    originals: cities.map((holder) => ({
      holder,
      parties: [holder, ...cities.filter((city) => city !== holder)],
    })),
    witnesses: signing.witnesses.map(({ name, attested }) => ({
      person: named(name),
      attested_at: attested && at(attested),
    })),
    opened_at: at(signing.opened),
    pauses: signing.pauses.map(({ from, to, reason }) => ({
      ...{ from: at(from), to: at(to), by: named(DIRECTOR), reason },
    })),
    end: 'closed',
    ended_at: at(signing.ended),
    ended_by: named(DIRECTOR),
    reason: null,
  };
}
