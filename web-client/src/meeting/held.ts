import type { ItemKind, Localized, SessionId, Timestamp } from '../generated/protocol';

/** What a participant may see of the record (`GET /api/join/record`). */
export interface HeldRecord {
  session: SessionId;
  title: Localized;
  zone: string;
  opened_at: Timestamp | null;
  ended_at: Timestamp | null;
  you: {
    intervals: { from: Timestamp; to: Timestamp; end: string | null }[];
    seconds: number;
    /** `null`: never there. */
    late_seconds: number | null;
  };
  agenda: HeldItem[];
  delegations: { city: Localized; country: string | null }[];
}

export interface HeldItem {
  title: Localized;
  kind: ItemKind;
  planned_seconds: number;
  started_at: Timestamp | null;
  ended_at: Timestamp | null;
  skipped: boolean;
}

/** The record as far as this person may see it; `null` while it is not to be had. */
export async function heldRecord(pass: string): Promise<HeldRecord | null> {
  try {
    const response = await fetch('/api/join/record', {
      headers: { Authorization: `Bearer ${pass}` },
    });
    return response.ok ? ((await response.json()) as HeldRecord) : null;
  } catch {
    return null;
  }
}

/** Whether this browser is signed in at the desk, and so may open the full record. */
export async function isOrganizer(): Promise<boolean> {
  try {
    return (await fetch('/api/me')).ok;
  } catch {
    return false;
  }
}
