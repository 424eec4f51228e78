import type { GuestPaper } from '../api';

/** How often somebody who has the papers in sight asks for new ones (ms). */
const EVERY = 60_000;

/** What came of a download. */
export type Fetched = 'done' | 'missing' | 'failed';

/** The papers that somebody who came by a personal link may see. The pass stands in a header: an
 *  address would be kept in histories and logs. */
export class GuestPapers {
  list = $state.raw<readonly GuestPaper[]>([]);
  #pass: () => string;

  constructor(pass: () => string) {
    this.#pass = pass;
  }

  ofItem(item: string): readonly GuestPaper[] {
    return this.list.filter((paper) => paper.item === item);
  }

  /** Those of the whole session, and of items that are not on this agenda. */
  besides(agenda: readonly { id: string }[]): readonly GuestPaper[] {
    const known = new Set(agenda.map(({ id }) => id));
    return this.list.filter((paper) => paper.item === null || !known.has(paper.item));
  }

  /** Asks now and every minute, until it is told to stop. */
  follow(): () => void {
    void this.load();
    const timer = setInterval(() => void this.load(), EVERY);
    return () => clearInterval(timer);
  }

  /** What was known stays when nothing is answered. */
  async load(): Promise<void> {
    try {
      const response = await this.#ask('/api/papers');
      if (!response.ok) return;
      const papers = (await response.json()) as GuestPaper[];
      // Greeting videos are shown to everybody at once.
      this.list = papers.filter(({ kind, item }) => kind !== 'webm' || item === null);
    } catch {
      // Asked again in a minute.
    }
  }

  async download(paper: GuestPaper): Promise<Fetched> {
    try {
      const response = await this.#ask(`/api/papers/${encodeURIComponent(paper.id)}/file`);
      if (!response.ok) return response.status === 410 ? 'missing' : 'failed';
      save(await response.blob(), paper.name);
      return 'done';
    } catch {
      return 'failed';
    }
  }

  #ask(path: string): Promise<Response> {
    return fetch(path, { headers: { Authorization: `Bearer ${this.#pass()}` } });
  }
}

/** Gives a file to the browser to keep; as bytes, so that it never opens it as a page of ours. */
function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Not before the browser has taken it up.
  setTimeout(() => URL.revokeObjectURL(address), EVERY);
}
