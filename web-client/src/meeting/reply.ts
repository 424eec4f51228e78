import type { Programme, ReplyAnswer, TimeAnswer } from '../api';

/** What the service said, or that nothing came of it. */
export type Told<Value> = { ok: true; value: Value } | { ok: false; status: number };

async function ask<Value>(pass: string, path: string, body?: ReplyAnswer): Promise<Told<Value>> {
  try {
    const response = await fetch(path, {
      headers: {
        Authorization: `Bearer ${pass}`,
        'X-Yunqiao': '1',
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) return { ok: false, status: response.status };
    return { ok: true, value: (await response.json()) as Value };
  } catch {
    return { ok: false, status: 0 };
  }
}

/** The programme, and what this person answered. */
export const programme = (pass: string): Promise<Told<Programme>> => ask(pass, '/api/reply');

export const reply = (pass: string, answer: ReplyAnswer): Promise<Told<Programme>> =>
  ask(pass, '/api/reply', answer);

/** Which moment the person's own clock means: `2026-12-10T16:00`. */
export const ownTime = (pass: string, wall: string): Promise<Told<TimeAnswer>> =>
  ask(pass, `/api/reply/time?at=${encodeURIComponent(wall)}`);
