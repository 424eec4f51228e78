import type {
  Command,
  VoteCommand,
  VoteRule,
} from '../../../../web-client/src/generated/protocol/index.ts';
import type { Moment } from '../truth/clock.ts';
import { DIRECTOR, type Forum } from './forum.ts';
import { ON_PAGES, type Pages } from './pages.ts';
import { HEADS } from './programme.ts';
import type { Vote, Voter } from '../truth/truth.ts';

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** A vote of the delegations while it is open. Their heads vote, or their deputies: those who have a
 *  page as one does it on the screen, the others by their line. */
export class Voting {
  private constructor(
    private readonly forum: Forum,
    private readonly pages: Pages,
    /** What the script knows of it. */
    readonly vote: Vote,
  ) {}

  static async open(
    forum: Forum,
    pages: Pages,
    en: string,
    { kind, majority }: Pick<VoteRule, 'kind' | 'majority'>,
    options: readonly string[] = [],
  ): Promise<Voting> {
    const { director, truth } = forum;
    const rule: VoteRule = {
      ...{ kind, electorate: { by: 'delegation' } },
      ...{ quorum: { of: 'share', percent: 50 }, majority },
    };
    const motion = { text: { en }, options: options.map((one) => ({ en: one })) };
    const before = director.room?.votes.votes.length ?? 0;
    const opened = await forum.direct({ do: 'vote', act: 'open', motion, rule });
    await director.sees('the vote', ({ votes }) => votes.votes.length > before);
    const vote: Vote = {
      ...{ id: director.room?.votes.votes.at(-1)?.id ?? '', ...motion, rule, opened },
      ...{ item: truth.running, by: DIRECTOR, end: 'open', ended: null },
      voters: [...forum.programme.delegations.keys()].map((city) => ({
        ...{ city, name: forum.deputies.get(city) ?? HEADS[city] ?? '', choice: null },
      })),
    };
    truth.votes.push(vote);
    return new Voting(forum, pages, vote);
  }

  /** Gives the ballot of a delegation, and says when. */
  async casts(city: string, choice: number): Promise<Moment> {
    const voter = this.#voter(city);
    const { name } = voter;
    const isSecret = this.vote.rule.kind === 'secret';
    const at = ON_PAGES.includes(name)
      ? await this.forum.clock.moment(async () => {
          await this.pages.ballot(name, choice, isSecret);
          await this.#isNoted(voter);
        })
      : await this.#does(name, { act: 'cast', choice });
    voter.choice = choice;
    return at;
  }

  /** The director calls a delegation in a roll-call. */
  async calls(city: string): Promise<void> {
    await this.#does(DIRECTOR, { act: 'call', person: this.forum.id(this.#voter(city).name) });
  }

  /** Whoever is called answers later. */
  async passes(city: string): Promise<void> {
    await this.#does(this.#voter(city).name, { act: 'pass' });
  }

  async closes(): Promise<void> {
    this.isClosed(await this.#does(DIRECTOR, { act: 'close' }));
  }

  /** A host closed it on a page, then. */
  isClosed(ended: Moment): void {
    Object.assign(this.vote, { end: 'closed', ended });
  }

  /** The service knows that somebody has voted on a page. */
  async #isNoted({ city, name }: Voter): Promise<void> {
    const id = this.forum.id(name);
    await this.forum.director.sees(`${city} has voted`, ({ votes }) => {
      const voters = votes.votes.find((one) => one.id === this.vote.id)?.voters ?? [];
      return voters.some((one) => one.person === id && one.voted);
    });
  }

  #voter(city: string): Voter {
    const voter = this.vote.voters.find((one) => one.city === city);
    if (!voter) throw new Error(`${city} has no vote`);
    return voter;
  }

  #does(name: string, command: Without<VoteCommand, 'vote'>): Promise<Moment> {
    return this.forum.does(name, { do: 'vote', ...command, vote: this.vote.id } as Command);
  }
}
