import type { You } from '../generated/protocol';
import { takesPart } from './roles';

/** What another word of the server on one's own device means to the person. */
export type Shift =
  /** Another role: sound and picture are allowed now, or no longer. */
  | 'may_send'
  | 'may_not_send'
  /** Another device of the same person sends now, or has given it back. */
  | 'handed_over'
  | 'given_back';

export function shiftOf(before: You, after: You): Shift | null {
  const [took, takes] = [takesPart(before.role), takesPart(after.role)];
  if (took && !takes) return 'may_not_send';
  if (!took && takes) return after.sends ? 'may_send' : null;
  if (!takes || before.sends === after.sends) return null;
  return after.sends ? 'given_back' : 'handed_over';
}
