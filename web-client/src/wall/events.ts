import type { Wall } from '../api';
import { authorization } from './ask';

/** Longer than that (ms) nothing is heard of a line that works: the service sends something every
 *  three seconds. */
export const SILENCE = 10_000;

/** Splits a stream of Server-Sent Events into the data of its events; what comes in between is ''. */
export class EventReader {
  #rest = '';

  /** What became whole by this piece of text. */
  read(piece: string): string[] {
    const parts = (this.#rest + piece).split('\n\n');
    this.#rest = parts.pop() ?? '';
    return parts.map((part) => {
      const lines = part.split('\n').filter((line) => line.startsWith('data:'));
      return lines.map((line) => line.slice('data:'.length).trimStart()).join('\n');
    });
  }
}

/** Follows the wall until the line ends, is silent, or `signal` says so. An `EventSource` could not
 *  send the token but in an address, which is logged. Never throws. */
export async function follow(
  token: string,
  signal: AbortSignal,
  /** `null`: nothing new, but the service is there. */
  heard: (wall: Wall | null) => void,
): Promise<void> {
  const line = new AbortController();
  const hangUp = () => line.abort();
  signal.addEventListener('abort', hangUp);
  let timer = setTimeout(hangUp, SILENCE);
  try {
    const headers = { ...authorization(token), Accept: 'text/event-stream' };
    const response = await fetch('/api/wall/events', { headers, signal: line.signal });
    if (!response.ok || !response.body) return;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const events = new EventReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(hangUp, SILENCE);
      heard(null);
      for (const data of events.read(value)) if (data) heard(JSON.parse(data) as Wall);
    }
  } catch {
    // The line broke, or was hung up.
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', hangUp);
  }
}
