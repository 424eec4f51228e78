import { api, ApiError, type Protocol, type ProtocolDraft } from '../../api';

type Choice = Omit<ProtocolDraft, 'version'>;

const choiceOf = ({ rule, language, moves }: Protocol): Choice => ({
  rule,
  language,
  moves: moves.map(({ delegation, place, reason }) => ({ delegation, place, reason })),
});

/** What came of a change. */
export type Outcome = { kind: 'done' } | { kind: 'stale' } | { kind: 'refused'; error: unknown };

/** The order of a session as it is arranged: each change is kept at once, one after another, and can be
 *  taken back. What another tab changed is never overwritten: the change is dropped and theirs shown. */
export class Order {
  protocol = $state.raw<Protocol>({} as Protocol);
  busy = $state(false);
  #before = $state.raw<readonly Choice[]>([]);
  #queue: Promise<unknown> = Promise.resolve();

  constructor(protocol: Protocol) {
    this.protocol = protocol;
  }

  get canUndo(): boolean {
    return this.#before.length > 0;
  }

  choose(change: Partial<Pick<Choice, 'rule' | 'language'>>): Promise<Outcome> {
    return this.#change((choice) => ({ ...choice, ...change }));
  }

  /** Puts a delegation to a place, from 1: given, or so many from where it is by then. */
  move(delegation: string, to: { place: number } | { by: number }): Promise<Outcome> {
    return this.#change((choice) => {
      const { rows } = this.protocol;
      const at = rows.find((row) => row.delegation === delegation)?.number ?? 1;
      const wanted = 'place' in to ? to.place : at + to.by;
      const place = Math.max(1, Math.min(wanted, rows.length));
      if (place === at) return choice;
      const reason = choice.moves[lastOf(choice, delegation)]?.reason ?? null;
      // An earlier move stays, as later ones of others were made from where it led; unless it is the
      // last: then it led nowhere else.
      const again = choice.moves.at(-1)?.delegation === delegation;
      const earlier = again ? choice.moves.slice(0, -1) : choice.moves;
      return { ...choice, moves: [...earlier, { delegation, place, reason }] };
    });
  }

  /** Gives the reason of the last move of a delegation. */
  explain(delegation: string, reason: string): Promise<Outcome> {
    return this.#change((choice) => {
      const last = lastOf(choice, delegation);
      const moves = choice.moves.map((one, at) => (at === last ? { ...one, reason } : one));
      return { ...choice, moves };
    });
  }

  /** The delegation stands again where the rule puts it. */
  takeBack(delegation: string): Promise<Outcome> {
    return this.#change((choice) => ({ ...choice, moves: without(choice, delegation) }));
  }

  undo(): Promise<Outcome> {
    const last = this.#before.at(-1);
    if (!last) return Promise.resolve({ kind: 'done' });
    this.#before = this.#before.slice(0, -1);
    return this.#change(() => last, false);
  }

  #change(change: (choice: Choice) => Choice, remember = true): Promise<Outcome> {
    const turn = this.#queue.then(() => this.#keep(change, remember));
    this.#queue = turn;
    return turn;
  }

  async #keep(change: (choice: Choice) => Choice, remember: boolean): Promise<Outcome> {
    const before = choiceOf(this.protocol);
    const next = change(before);
    if (next === before) return { kind: 'done' };
    this.busy = true;
    try {
      const { session, version } = this.protocol;
      this.protocol = await api.arrangeProtocol(session, { version, ...next });
      if (remember) this.#before = [...this.#before, before];
      return { kind: 'done' };
    } catch (error) {
      const current = currentIn(error);
      if (!current) return { kind: 'refused', error };
      this.protocol = current;
      // What could be taken back was of an order that no longer stands.
      this.#before = [];
      return { kind: 'stale' };
    } finally {
      this.busy = false;
    }
  }
}

const lastOf = (choice: Choice, delegation: string): number =>
  choice.moves.findLastIndex((one) => one.delegation === delegation);

const without = (choice: Choice, delegation: string): Choice['moves'] =>
  choice.moves.filter((one) => one.delegation !== delegation);

function currentIn(error: unknown): Protocol | undefined {
  if (!(error instanceof ApiError) || error.code !== 'conflict') return undefined;
  return (error.detail as { current?: Protocol } | undefined)?.current;
}
