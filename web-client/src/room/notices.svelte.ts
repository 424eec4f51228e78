export interface Notice {
  id: number;
  tone: 'info' | 'heed' | 'fail';
  text: string;
  /** Said at once, not when there is a pause. */
  urgent: boolean;
}

const STAYS = 8_000;
/** As many that pass by themselves are shown at once. */
const PASSING = 2;

/** What is said in the row above the controls. A failure stays until it is closed; the others pass. */
export class Notices {
  list = $state.raw<readonly Notice[]>([]);
  #next = 0;

  show(tone: Notice['tone'], text: string, urgent = false): void {
    const id = this.#next++;
    const others = this.list.filter((notice) => notice.text !== text);
    const list = [...others, { id, tone, text, urgent }];
    const old = list.filter((notice) => notice.tone !== 'fail').slice(0, -PASSING);
    this.list = list.filter((notice) => !old.includes(notice));
    if (tone !== 'fail') setTimeout(() => this.close(id), STAYS);
  }

  close(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
