/** What is being written in the chat. It outlives the panel it is written in, and a reload. */
export class Draft {
  #text = $state('');
  #isSending = false;

  constructor(
    text: string,
    private readonly keep: (text: string) => void,
  ) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.keep(text);
  }

  /** Sends what is written, one line at a time. What was not taken stands in the field again, before
   *  what was written meanwhile. */
  async send(take: (text: string) => Promise<boolean>): Promise<void> {
    const said = this.text.trim();
    if (said === '' || this.#isSending) return;
    this.#isSending = true;
    this.text = '';
    const isTaken = await take(said);
    if (!isTaken) this.text = this.text === '' ? said : `${said}\n${this.text}`;
    this.#isSending = false;
  }
}

/** Enter, and not the Enter that ends a composition (Chinese, Japanese, Korean): of that one Safari
 *  says only by the old code that it belongs to the input method. */
export function isPlainEnter(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}
