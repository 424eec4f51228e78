/** What this tab remembers of its visit, so that a reload comes back as the same participant. */
export interface Keepsake {
  /** The personal link's token. */
  token: string;
  /** Random name of this tab. */
  device: string;
  /** Edition of the privacy notice that was acknowledged. */
  acknowledged: string | null;
  /** Whether the tab was in the meeting (or its lobby) when it was last seen. */
  entered: boolean;
  /** What was being sent. */
  microphone: boolean;
  camera: boolean;
  savesData: boolean;
  /** What was being written in the chat. */
  draft: string;
}

const KEY = 'yunqiao.visit';

export function newDevice(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A visit by a link that this tab has not seen yet. The name of the tab stays. */
export function begin(token: string, before: Keepsake | null): Keepsake {
  if (before?.token === token) return before;
  return {
    token,
    device: before?.device ?? newDevice(),
    acknowledged: null,
    entered: false,
    microphone: true,
    camera: true,
    savesData: false,
    draft: '',
  };
}

export function recall(storage: Storage = sessionStorage): Keepsake | null {
  try {
    const text = storage.getItem(KEY);
    return text === null ? null : (JSON.parse(text) as Keepsake);
  } catch {
    return null;
  }
}

export function keep(visit: Keepsake, storage: Storage = sessionStorage): void {
  try {
    storage.setItem(KEY, JSON.stringify(visit));
  } catch {
    // Without storage a reload asks for the link again.
  }
}
