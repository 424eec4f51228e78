import type { Editor } from './editor.svelte';

/** What takes the time that is found: a session that is planned, the event that is being written;
 *  without either a new session. */
export type Goal = { session?: string; event?: 'new' };

export const goalOf = (asked: URLSearchParams): Goal => {
  const session = asked.get('session');
  if (session !== null) return { session };
  return asked.get('event') === 'new' ? { event: 'new' } : {};
};

/** Takes over the start that the slot finder found, or the day that was picked in the calendar: an
 *  address names it by the clock of `zone`. */
export function takeFound(editor: Editor, asked: URLSearchParams, zone: string): void {
  const day = asked.get('date') ?? '';
  if (/^\d{4}-\d\d-\d\d$/.test(day)) {
    editor.date = day;
    editor.plan.zone = zone;
  }
  const wall = asked.get('start') ?? '';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall)) return;
  [editor.date = '', editor.time = ''] = wall.split('T');
  editor.plan.zone = zone;
  editor.plan.minutes = Number(asked.get('minutes')) || editor.plan.minutes;
}

/** The address of the finder for a plan; it leads back to `goal`. */
export function findAddress(editor: Editor, goal: Goal): string {
  const partners = editor.plan.delegations.flatMap((one) => one.partner ?? []);
  const asked = new URLSearchParams({
    partners: partners.join(','),
    minutes: String(editor.plan.minutes),
    ...(editor.date ? { from: editor.date } : {}),
    ...goal,
  });
  return `/slots?${asked}`;
}

/** The page that takes a found start. */
export function takeAddress(goal: Goal, found: Record<string, string>, partners: string[]): string {
  const { session, event } = goal;
  if (session !== undefined) return `/sessions/${session}/edit?${new URLSearchParams(found)}`;
  if (event) return `/events/new?${new URLSearchParams(found)}`;
  return `/sessions/new?${new URLSearchParams({ ...found, partners: partners.join(',') })}`;
}
