import type { Office } from './office.ts';

interface Pages {
  pages: { delegation: string; url: string | null }[];
}

/** Makes a link to the page of a delegation of an event. */
export async function openPage(office: Office, event: string, delegation: string): Promise<string> {
  const path = `/api/delegation-pages/event/${event}/${delegation}`;
  const { pages } = await office.post<Pages>(path, {});
  const url = pages.find((page) => page.delegation === delegation)?.url;
  if (!url) throw new Error('a page has a link once it is made');
  return url;
}

/** What a contact person proposes for the first of their people, as the page sends it. */
export async function proposeName(link: string): Promise<void> {
  const { origin, hash } = new URL(link);
  const headers = {
    Authorization: `Bearer ${hash.slice(1)}`,
    'X-Yunqiao': '1',
    'Content-Type': 'application/json',
  };
  const shown = await fetch(`${origin}/api/delegation`, { headers });
  const view = (await shown.json()) as { people: { id: string }[] };
  const names = { name: { en: 'Dr. Anna Weber' }, title: { en: 'Lord Mayor' } };
  const body = JSON.stringify({ person: view.people[0]?.id, names });
  const kept = await fetch(`${origin}/api/delegation/proposals`, { method: 'POST', headers, body });
  if (!kept.ok) throw new Error(`the proposal was not kept: ${kept.status}`);
}
