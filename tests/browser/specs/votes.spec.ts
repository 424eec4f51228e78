import { expect, type Page, test } from '@playwright/test';
import { readCsv } from '../support/csv.ts';
import { CITIES, forumOf, NAMES } from '../support/mayors-plan.ts';
import { allIn, inside, leave, recordOf } from '../support/meeting.ts';
import { Office } from '../support/office.ts';
import type { Desk } from '../support/people.ts';
import { expectAccessible } from '../support/rules.ts';
import { Server } from '../support/server.ts';

type Kind = 'open' | 'roll_call' | 'secret';
type Choice = 'for' | 'against' | 'abstain';
const CHOICES: readonly Choice[] = ['for', 'against', 'abstain'];

/** What the script itself did and expects of one vote. */
interface Truth {
  kind: Kind;
  motion: string;
  end: 'closed' | 'voided';
  outcome?: 'passed' | 'failed';
  /** Of each voter in the order of the plan; `null`: none, or not known afterwards. */
  choices: (Choice | null)[];
  voted: boolean[];
  totals: number[];
}

interface Held {
  votes: {
    motion: { text: Record<string, string> };
    rule: { kind: Kind };
    end: string;
    totals: number[];
    verdict: { outcome: string } | null;
    voters: { person: { person: string }; voted: boolean; choice: number | null }[];
  }[];
}

const LOOKS = [
  { locale: 'en-GB', width: 1440, height: 900 },
  { locale: 'zh-CN', width: 390, height: 844 },
  { locale: 'ar', width: 1024, height: 768 },
] as const;

const act = (page: Page, what: string) => page.locator(`[data-vote-action="${what}"]`);
const card = (page: Page) => page.locator('section[data-vote]');

async function expectState(pages: readonly Page[], state: string, outcome?: string): Promise<void> {
  for (const page of pages) {
    await expect(card(page)).toHaveAttribute('data-vote-state', state);
    if (outcome)
      await expect(card(page).locator('[data-outcome]')).toHaveAttribute('data-outcome', outcome);
  }
}

async function open(host: Page, kind: Kind, motion: string, by: 'delegation' | 'person') {
  await act(host, 'prepare').click();
  await host.locator('[data-motion="en"]').fill(motion);
  await host.locator(`[data-prepare-vote] input[value="${kind}"]`).check();
  await host.locator(`[data-prepare-vote] input[value="${by}"]`).check();
  await expect(host.locator('[data-electorate]')).toHaveAttribute('data-electorate', '3');
  await expect(host.locator('[data-few]')).toHaveCount(kind === 'secret' ? 1 : 0);
  await expectAccessible(host);
  await act(host, 'open').click();
  await expectState([host], 'open');
}

/** By keyboard alone. */
async function vote(page: Page, choice: Choice, isSecret = false): Promise<void> {
  await act(page, 'vote').press('Enter');
  const button = page.locator(`[data-choice="${CHOICES.indexOf(choice)}"]`);
  await expect(button).toBeVisible();
  await expectAccessible(page);
  await button.press('Enter');
  if (isSecret) {
    await expect(act(page, 'give')).toBeVisible();
    await act(page, 'give').press('Enter');
  }
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await expect(card(page).locator('[data-own]')).toHaveAttribute('data-own', 'voted');
}

async function close(host: Page): Promise<void> {
  await act(host, 'close').click();
  await expectAccessible(host);
  await act(host, 'close-yes').click();
}

async function expectTotals(pages: readonly Page[], totals: readonly number[]): Promise<void> {
  for (const page of pages) {
    const shown = card(page).locator('[data-total]');
    for (const [at, total] of totals.entries())
      await expect(shown.nth(at)).toHaveAttribute('data-total', String(total));
    await expectAccessible(page);
  }
}

const asText = { for: 'For', against: 'Against', abstain: 'Abstention' } as const;
const KINDS = { open: 'open', roll_call: 'roll-call', secret: 'secret' } as const;
const RESULTS = { passed: 'carried', failed: 'not carried' } as const;

/** The sheet of votes as it has to be, but for its times. */
function rowsOf(truths: readonly Truth[]): string[][] {
  return truths.flatMap((truth, place) =>
    NAMES.map((name, at) => {
      const choice = truth.choices[at];
      const totals = CHOICES.map((one, index) => `${asText[one]}: ${truth.totals[index]}`);
      return [
        String(place + 1),
        truth.motion,
        KINDS[truth.kind],
        '3',
        '50 % (2)',
        'simple',
        truth.end === 'closed' ? totals.join(' / ') : '',
        truth.outcome ? RESULTS[truth.outcome] : 'void after an interruption',
        CITIES[at] ?? '',
        name,
        truth.voted[at] ? 'yes' : 'no',
        choice ? asText[choice] : '',
      ];
    }),
  );
}

test('three kinds of vote, one of them over a crash, and a record that says what happened', async () => {
  test.setTimeout(360_000);
  const server = new Server();
  await server.start();
  const office = await Office.open(server.url, server.setupUrl);
  const session = await forumOf(office);
  const id = session.plan.session;
  const people = session.plan.people.map((one) => one.id);
  const desks: Desk[] = [];
  try {
    const pages = await allIn(session, LOOKS, desks);
    const [lin, katharina, kim] = pages;
    if (!lin || !katharina || !kim) throw new Error('three are needed');

    const water = 'Adopt the water declaration';
    await open(lin, 'open', water, 'person');
    await expectState(pages, 'open');
    await vote(lin, 'for');
    await vote(katharina, 'against');
    await vote(kim, 'abstain');
    await vote(katharina, 'for');
    await expect(card(lin).locator('[data-turnout]')).toHaveAttribute('data-turnout', '3');
    await close(lin);
    await expectState(pages, 'closed', 'passed');
    await expectTotals(pages, [2, 0, 1]);

    const fund = 'Found a common fund';
    await open(lin, 'roll_call', fund, 'delegation');
    const called = (at: number) =>
      expect(card(kim).locator('[data-called]')).toHaveAttribute('data-called', people[at] ?? '');
    await called(0);
    await expect(act(katharina, 'vote')).toHaveCount(0);
    await vote(lin, 'for');
    await act(lin, 'call').click();
    await called(1);
    await vote(katharina, 'against');
    await act(lin, 'call').click();
    await called(2);
    await act(kim, 'pass').press('Enter');
    await expect(act(kim, 'pass')).toHaveCount(0);
    await vote(kim, 'against');
    await close(lin);
    await expectState(pages, 'closed', 'failed');
    await expectTotals(pages, [1, 2, 0]);

    const seat = 'Elect the seat of the secretariat';
    await open(lin, 'secret', seat, 'delegation');
    await vote(lin, 'for', true);
    await vote(katharina, 'against', true);
    await expect(act(katharina, 'vote')).toHaveCount(0);
    await server.kill();
    await server.start();
    // Everybody comes back by themselves, and is told that it was for nothing.
    await expectState(pages, 'voided', 'voided');
    for (const page of pages) await expectAccessible(page);
    await act(lin, 'again').click();
    await expect(lin.locator('[data-motion="en"]')).toHaveValue(seat);
    await act(lin, 'open').click();
    await expectState(pages, 'open');
    await vote(kim, 'against', true);
    // Another page of the same person knows that they have voted, and not what.
    await kim.reload();
    await inside(kim);
    await expect(card(kim).locator('[data-own]')).toHaveAttribute('data-own', 'voted');
    await expect(act(kim, 'vote')).toHaveCount(0);
    await vote(lin, 'for', true);
    await vote(katharina, 'for', true);
    await close(lin);
    await expectState(pages, 'closed', 'passed');
    await expectTotals(pages, [2, 1, 0]);

    const all = [true, true, true];
    const nothing = [null, null, null];
    const truths: Truth[] = [
      {
        ...{ kind: 'open', motion: water, end: 'closed', outcome: 'passed' },
        ...{ choices: ['for', 'for', 'abstain'], voted: all, totals: [2, 0, 1] },
      },
      {
        ...{ kind: 'roll_call', motion: fund, end: 'closed', outcome: 'failed' },
        ...{ choices: ['for', 'against', 'against'], voted: all, totals: [1, 2, 0] },
      },
      {
        ...{ kind: 'secret', motion: seat, end: 'voided' },
        ...{ choices: nothing, voted: [true, true, false], totals: [] },
      },
      {
        ...{ kind: 'secret', motion: seat, end: 'closed', outcome: 'passed' },
        ...{ choices: nothing, voted: all, totals: [2, 1, 0] },
      },
    ];
    await leave(lin, 'all');
    const { votes } = await recordOf<Held>(office, id);
    expect(
      votes.map((one) => ({
        kind: one.rule.kind,
        motion: one.motion.text.en,
        end: one.end,
        outcome: one.verdict?.outcome,
        choices: one.voters.map(({ choice }) => (choice === null ? null : CHOICES[choice])),
        voted: one.voters.map(({ voted }) => voted),
        totals: one.totals,
      })),
    ).toEqual(truths.map((truth) => ({ outcome: undefined, ...truth })));
    expect(votes.map((one) => one.voters.map(({ person }) => person.person))).toEqual(
      truths.map(() => people),
    );
    const [head = [], ...rows] = readCsv(
      await office.text(`/api/sessions/${id}/record/votes.csv?lang=en`),
    );
    const times = head.flatMap((title, at) => (title.endsWith('(Asia/Shanghai)') ? [at] : []));
    expect(times).toHaveLength(2);
    const untimed = rows.map((row) => row.filter((_, at) => !times.includes(at)));
    expect(untimed).toEqual(rowsOf(truths));

    await desks[0]?.context.addCookies([office.cookie]);
    await lin.goto(`${server.url}/sessions/${id}/record`);
    await expect(lin.locator('#votes [data-vote]')).toHaveCount(4);
    await expect(lin.locator('#votes [data-outcome]').nth(3)).toHaveAttribute(
      'data-outcome',
      'passed',
    );
    for (const width of [1440, 1024, 390]) {
      await lin.setViewportSize({ width, height: 844 });
      await expectAccessible(lin);
    }
    server.check();
    expect(desks.flatMap((desk) => desk.errors)).toEqual([]);
  } finally {
    await Promise.all(desks.map((desk) => desk.close()));
    await server.stop();
  }
});
