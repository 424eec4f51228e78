/** What screen readers are told. One region waits its turn, the other interrupts. */
class Announcer {
  polite = $state('');
  assertive = $state('');

  say(text: string, how: 'polite' | 'assertive' = 'polite'): void {
    // The same sentence twice must be a change, or it is said once.
    this[how] = this[how] === text ? `${text}\u00a0` : text;
  }
}

export const announcer = new Announcer();
export const announce = (text: string, how?: 'polite' | 'assertive'): void =>
  announcer.say(text, how);
