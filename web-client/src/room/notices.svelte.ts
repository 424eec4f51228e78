export interface Notice {
  id: number;
  tone: 'info' | 'heed' | 'fail';
  text: string;
}

const STAYS = 8_000;

/** What is said in passing in the row above the controls: the last two things. */
export class Notices {
  list = $state.raw<readonly Notice[]>([]);
  #next = 0;

  show(tone: Notice['tone'], text: string): void {
    const id = this.#next++;
    this.list = [...this.list.filter((notice) => notice.text !== text), { id, tone, text }].slice(
      -2,
    );
    setTimeout(() => this.close(id), STAYS);
  }

  close(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
