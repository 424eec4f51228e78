export interface Notice {
  id: number;
  tone: 'info' | 'heed' | 'fail';
  text: string;
  /** Said at once, not when there is a pause. */
  urgent: boolean;
  /** Whether it still is as it says; asked again when the room changes. */
  stands: () => boolean;
}

export interface Manner {
  urgent?: boolean;
  stands?: () => boolean;
}

const STAYS = 8_000;
/** As many that pass by themselves are shown at once. */
const PASSING = 2;

/** What is said in the row above the controls. A failure stays until it is closed; the others pass. */
export class Notices {
  #said = $state.raw<readonly Notice[]>([]);
  list = $derived(this.#said.filter((notice) => notice.stands()));
  #next = 0;

  show(tone: Notice['tone'], text: string, manner: Manner = {}): void {
    const id = this.#next++;
    const { urgent = false, stands = () => true } = manner;
    const others = this.list.filter((notice) => notice.text !== text);
    const list = [...others, { id, tone, text, urgent, stands }];
    const old = list.filter((notice) => notice.tone !== 'fail').slice(0, -PASSING);
    this.#said = list.filter((notice) => !old.includes(notice));
    if (tone !== 'fail') setTimeout(() => this.close(id), STAYS);
  }

  close(id: number): void {
    this.#said = this.#said.filter((notice) => notice.id !== id);
  }
}
