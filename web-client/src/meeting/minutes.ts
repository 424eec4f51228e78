import type { Localized, Timestamp } from '../generated/protocol';

/** Approved minutes as a participant may read them (`GET /api/join/minutes`). */
export interface OwnMinutes {
  title: Localized;
  zone: string;
  edition: number;
  approved_at: Timestamp | null;
  languages: string[];
  text: Record<string, { heading: string; closed: boolean; text: string }[]>;
}

const headers = (pass: string) => ({ Authorization: `Bearer ${pass}` });

/** `null` while nothing is approved, or nothing is to be had. */
export async function ownMinutes(pass: string): Promise<OwnMinutes | null> {
  try {
    const response = await fetch('/api/join/minutes', { headers: headers(pass) });
    return response.ok ? ((await response.json()) as OwnMinutes | null) : null;
  } catch {
    return null;
  }
}

/** The same as pages, kept as a file; false when there is none. */
export async function saveOwnMinutes(pass: string, language: string): Promise<boolean> {
  const address = `/api/join/minutes.pdf?lang=${encodeURIComponent(language)}`;
  try {
    const response = await fetch(address, { headers: headers(pass) });
    if (!response.ok) return false;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = `minutes-${language}.pdf`;
    link.click();
    URL.revokeObjectURL(link.href);
    return true;
  } catch {
    return false;
  }
}
