/** What a device sends. */
export interface Sent {
  microphone: boolean;
  camera: boolean;
}

/** What this device sent before another one of the same person took over. Once that one is gone it is
 *  offered again; it never turns on by itself, for nobody may sit here any more. */
export class Offer {
  /** What can be turned on again with one click; `null` while there is nothing to offer. */
  sent = $state.raw<Sent | null>(null);
  #before: Sent | null = null;

  handedOver(sent: Sent): void {
    // Who never took up the last offer has it the next time.
    this.#before = this.sent ?? sent;
    this.sent = null;
  }

  givenBack(): void {
    const before = this.#before;
    this.#before = null;
    this.sent = before && (before.microphone || before.camera) ? before : null;
  }

  /** The person has decided. Gives what was offered. */
  settle(): Sent | null {
    const { sent } = this;
    this.sent = null;
    return sent;
  }
}
