import type { Editor } from './editor.svelte';

/** Takes over the start that the slot finder found: an address names it by the clock of `zone`. */
export function takeFound(editor: Editor, asked: URLSearchParams, zone: string): void {
  const wall = asked.get('start') ?? '';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall)) return;
  [editor.date = '', editor.time = ''] = wall.split('T');
  editor.plan.zone = zone;
  editor.plan.minutes = Number(asked.get('minutes')) || editor.plan.minutes;
}

/** The address of the finder for a plan; it leads back to the plan of `session`. */
export function findAddress(editor: Editor, session?: string): string {
  const partners = editor.plan.delegations.flatMap((one) => one.partner ?? []);
  const asked = new URLSearchParams({
    partners: partners.join(','),
    minutes: String(editor.plan.minutes),
    ...(editor.date ? { from: editor.date } : {}),
    ...(session === undefined ? {} : { session }),
  });
  return `/slots?${asked}`;
}
