import type { InvitationLine, LetterText } from '../../api';
import type { Resource } from '../resource.svelte';
import { show } from './ask';
import { Choice } from './choice.svelte';

/** What is being done at a board of letters. */
export class Sending<Board> {
  readonly choice = new Choice();
  /** Whether the chosen letters are to be sent. */
  asking = $state(false);
  /** A request is under way. */
  busy = $state(false);
  /** Whose letters are looked at. */
  reading = $state<{ name: string; letters: () => Promise<LetterText[]> }>();

  constructor(private readonly board: Resource<Board>) {}

  /** Shows the board that a request gives; `done` is said where it was not refused. */
  async after(request: Promise<Board>, done?: string): Promise<void> {
    this.busy = true;
    await show(this.board, request, done);
    this.busy = false;
    this.asking = false;
  }
}

/** The name of the deputy whom somebody named; empty where they answered otherwise. */
export function deputyName(reply: InvitationLine['reply']): string {
  return reply?.answer.kind === 'deputy' ? reply.answer.deputy.name : '';
}
