import { expect, test } from '@playwright/test';
import { differences } from '../support/truth/compare.ts';
import { expectedRecord, ordered } from '../support/mayors/expected.ts';
import { DIRECTOR, Forum, membersOf } from '../support/mayors/forum.ts';
import { killAndReturn } from '../support/mayors/kill.ts';
import { CALLER, HOST, KATHARINA, KIM, ON_PAGES, Pages } from '../support/mayors/pages.ts';
import { MINUTES, PARTS } from '../support/mayors/programme.ts';
import { extendsSide, opensSide, returnsFrom } from '../support/mayors/side.ts';
import { signsDeclaration } from '../support/mayors/signing.ts';
import { Voting } from '../support/mayors/voting.ts';
import { inside, knock, leave, openTab } from '../support/meeting.ts';
import { CITIES } from '../support/reference.ts';

// The forum of the mayors, to the minute: twelve cities of the registry over nine zones, forty people,
// ninety minutes by the clock of the test. What the script did is held against the record, cell by cell.

const LATE = { Agadir: membersOf('Agadir'), Boston: membersOf('Boston') };
const MISSING = 'Oliver Hughes';
const LATE_PRESS = 'Pan Xin';
const SHUT_OUT = PARTS.filter(({ role }) => role === 'press' || role === 'observer').map(
  ({ name }) => name,
);

let forum: Forum;
let pages: Pages;

/** Who has no page, and comes with the others. */
const IN_TIME = PARTS.map(({ name }) => name).filter(
  (name) =>
    ![...ON_PAGES, DIRECTOR, MISSING, LATE_PRESS, ...LATE.Agadir, ...LATE.Boston].includes(name),
);

test.describe.configure({ mode: 'serial', timeout: 120_000 });

test.beforeAll(async () => {
  forum = await Forum.begin(12);
  pages = await Pages.open(forum);
});

test.afterAll(async () => {
  await pages?.close();
  await forum?.close();
});

test('they come, and a host opens the door', async () => {
  const { clock, truth, programme } = forum;
  expect(new Set(CITIES.map(({ zone }) => zone)).size).toBe(9);
  expect(MINUTES).toBe(90);
  expect(PARTS.length - 1).toBe(40);
  const opened = await clock.moment(async () => {
    await knock(pages.of(HOST), programme.link(HOST));
    await inside(pages.of(HOST));
  });
  truth.open(opened, HOST);
  truth.came(HOST, opened);
  await forum.comesBack(DIRECTOR);

  const others = [CALLER, KATHARINA, KIM];
  const knocks = others.map(async (name) => knock(pages.of(name), await pages.linkOf(name)));
  await Promise.all([forum.knock(IN_TIME), ...knocks]);
  const early = [...IN_TIME, ...others];
  await forum.atTheDoor(early);
  forum.cameIn(early, await forum.direct({ do: 'admit_all' }));
  await Promise.all(others.map((name) => inside(pages.of(name))));
  forum.follows(ON_PAGES);
  await forum.director.sees('all of them', ({ people }) => people.length === early.length + 2);
});

test('the opening: a stage, cues, and a word of welcome', async () => {
  const { clock, truth } = forum;
  await forum.goTo(0, 20);
  await openTab(pages.of(HOST), 'agenda');
  const started = await clock.moment(async () => {
    await pages.item(HOST, 'Opening').locator('[data-item-action="start"]').click();
    await forum.isRunning('Opening');
  });
  truth.starts('Opening', started, HOST);

  await openTab(pages.of(CALLER), 'cues');
  await pages.calls('Titles');
  await forum.calls('Music', true);
  const stage = ['Shen Wenbo', HOST];
  const on_stage = stage.map((name) => forum.id(name));
  truth.opensStage(stage, await forum.direct({ do: 'stage', act: 'open_stage', on_stage }));
  await forum.gives('Shen Wenbo', 240);
  await forum.passes(200);
  truth.floorEnds(await forum.does('Shen Wenbo', { do: 'floor', act: 'end' }), 'returned');
});

test('greetings: a list of speakers, delegations that come late, a speaker who is cut off', async () => {
  const { clock, truth, programme } = forum;
  // The opening takes forty seconds more than it has.
  await forum.goTo(6);
  await forum.starts('Greetings');
  for (const name of ['Sato Haruka', KATHARINA])
    await forum.direct({ do: 'floor', act: 'queue', person: forum.id(name) });
  truth.gaveFloor('Sato Haruka', await forum.direct({ do: 'floor', act: 'next' }), 180);

  await forum.goTo(7, 30);
  await forum.knock(LATE.Agadir);
  await forum.atTheDoor(LATE.Agadir);
  await openTab(pages.of(HOST), 'people');
  const admitted = await clock.moment(async () => {
    await pages.of(HOST).locator('[data-lobby-list] [data-delegation-action="admit"]').click();
    for (const name of LATE.Agadir) await forum.isHere(name);
  });
  forum.cameIn(LATE.Agadir, admitted);

  await forum.goTo(8, 30);
  await openTab(pages.of(HOST), 'floor');
  const given = await clock.moment(async () => {
    await pages.floor(HOST, 'next').click();
    await forum.speaks(KATHARINA);
  });
  truth.gaveFloor(KATHARINA, given, 180);
  await pages.showsCamera(KATHARINA);
  await pages.sees(KIM, KATHARINA);

  await forum.passes(60);
  forum.scripted.add(KATHARINA);
  await forum.losesLine(KATHARINA, () => pages.wire.cut());
  // Half of the time in which she is waited for.
  await forum.passes(15);
  const back = await clock.moment(async () => {
    pages.wire.mend();
    await forum.isHere(KATHARINA);
  });
  truth.came(KATHARINA, back);
  forum.scripted.delete(KATHARINA);
  await forum.passes(165);
  // A limit that is said, and takes no sound: she is forty-five seconds over it.
  const left = async () =>
    Number(await pages.of(HOST).locator('[data-floor-now] [data-left]').getAttribute('data-left'));
  await expect.poll(left, { timeout: 20_000 }).toBeLessThanOrEqual(-45);
  truth.floorEnds(await forum.direct({ do: 'floor', act: 'end' }), 'taken');

  await forum.goTo(14);
  await forum.knock(LATE.Boston);
  await forum.atTheDoor(LATE.Boston);
  const delegation = programme.delegation('Boston');
  forum.cameIn(LATE.Boston, await forum.direct({ do: 'admit_delegation', delegation }));
});

test('a speaker who does not come back, and a point of order', async () => {
  const { clock, truth, programme, director } = forum;
  await forum.goTo(16);
  await forum.gives('Timur Galiev', 180);
  await forum.passes(40);
  await forum.losesLine('Timur Galiev', () => forum.guest('Timur Galiev').cut());
  await forum.passes(0);
  const gone = await clock.afterJump(31, () =>
    director.sees('nobody waits for him', ({ floor }) => floor.turn === null),
  );
  truth.isGone('Timur Galiev', gone);
  await forum.goTo(19);
  await forum.comesBack('Timur Galiev');

  await forum.gives('Amelia Clarke', 120);
  await forum.passes(30);
  await forum.does('Luc Garnier', { do: 'floor', act: 'point', raised: true });
  const luc = forum.id('Luc Garnier');
  truth.hears('Luc Garnier', await forum.direct({ do: 'floor', act: 'hear_point', person: luc }));
  await forum.passes(50);
  truth.clockRuns(await forum.direct({ do: 'floor', act: 'close_point', person: luc }));
  await forum.places('Luc Garnier', 'audience');
  await forum.passes(60);
  await forum.gives('Grace Miller', 120);
  await forum.passes(100);
  truth.floorEnds(await forum.does('Grace Miller', { do: 'floor', act: 'end' }), 'returned');

  // The programme moves on while it runs; the plan stays beside it.
  const film = programme.item('Film');
  await forum.direct({ do: 'move_item', item: film, before: null });
  await forum.direct({ do: 'resize_item', item: programme.item('Greetings'), minutes: 27 });
  await forum.calls('Line to Kazan');
  await forum.direct({ do: 'reset_cue', cue: programme.cue('Line to Kazan') });
  truth.cues.delete('Line to Kazan');
  await forum.guest('Hu Bo').sees('the film last', ({ agenda }) => agenda.at(-1)?.id === film);
});

test('the dialogue, and an open vote with a deputy', async () => {
  const { truth, programme } = forum;
  await forum.goTo(32);
  await forum.starts('Dialogue');
  await forum.places(KIM, 'backstage');
  const promoted = await forum.direct({ do: 'stage', act: 'promote' });
  truth.onStage(KIM, promoted, 'placed');
  await pages.showsCamera(KIM);
  await pages.sees(HOST, KIM);

  await forum.goTo(45);
  const deputy = forum.id('Amelia Clarke');
  const delegation = programme.delegation('Leeds');
  await forum.direct({ do: 'vote', act: 'name_deputy', delegation, person: deputy });
  forum.deputies.set('Leeds', 'Amelia Clarke');
  const rule = { kind: 'open', majority: 'simple' } as const;
  const voting = await Voting.open(forum, pages, 'Meet every second year', rule);
  const [FOR, AGAINST, ABSTAIN] = [0, 1, 2];
  for (const city of ['Hangzhou', 'Gifu', 'Yeosu', 'Leeds', 'Agadir', 'Nice', 'Boston'])
    await voting.casts(city, FOR);
  // Until the close a ballot may take the place of another.
  await voting.casts('Boston', AGAINST);
  await voting.casts('Lalitpur', ABSTAIN);
  await voting.casts('Dresden', AGAINST);
  await voting.casts('Suwon', FOR);
  await forum.passes(60);
  await voting.closes();
  for (const name of [HOST, KIM])
    await expect(pages.card(name)).toHaveAttribute('data-vote-state', 'closed');
});

test('a closed item: press and observers are outside, one of them from the moment they come', async () => {
  const { programme } = forum;
  await forum.goTo(53);
  await forum.starts('Heads only');
  const sentOut = SHUT_OUT.filter((name) => name !== LATE_PRESS);
  const isOutside = (name: string) =>
    forum.guest(name).until('outside', () => forum.guest(name).you?.presence === 'outside');
  await Promise.all(sentOut.map(isOutside));
  await forum.passes(120);
  await forum.knock([LATE_PRESS]);
  await forum.atTheDoor([LATE_PRESS]);
  const person = forum.id(LATE_PRESS);
  forum.cameIn([LATE_PRESS], await forum.direct({ do: 'admit', person }));
  await isOutside(LATE_PRESS);

  await forum.passes(180);
  const item = programme.item('Heads only');
  const text = { en: 'The secretariat stays here' };
  const seat = await forum.notes({ item, text, action: null });
  const owner = { delegation: programme.delegation('Gifu') };
  const action = { owner, department: 'Port office', due: '2027-03-31' };
  const task = await forum.notes({ item, text: { en: 'Send the draft of the rules' }, action });
  await forum.passes(60);
  const toAll = { en: 'Send the draft of the rules to all' };
  await forum.corrects(task, 'Gao Feng', { item, text: toAll, action });
  await forum.withdraws(seat);
  await forum.calls('Doors of the press');
});

test('the declaration: a roll-call, and two thirds', async () => {
  await forum.goTo(67);
  await forum.starts('Declaration');
  await Promise.all(SHUT_OUT.map((name) => forum.guest(name).sees('the room again', () => true)));
  const rule = { kind: 'roll_call', majority: 'two_thirds' } as const;
  const voting = await Voting.open(forum, pages, 'Adopt the declaration of the rivers', rule);
  const said: Record<string, number> = { Boston: 1, Kazan: 1, Lalitpur: 2 };
  for (const { city } of voting.vote.voters) {
    if (city !== 'Hangzhou') await voting.calls(city);
    // Comes back to it when all the others have answered.
    if (city === 'Yeosu') await voting.passes(city);
    else await voting.casts(city, said[city] ?? 0);
    await forum.passes(15);
  }
  await voting.calls('Yeosu');
  await voting.casts('Yeosu', 0);
  await voting.closes();
});

test('the declaration is signed, for one city by a deputy', async () => {
  const { truth, programme } = forum;
  const witnesses = ['Sato Haruka', 'Luc Garnier'] as const;
  await signsDeclaration(forum, 'Declaration', ['Hangzhou', 'Leeds', 'Kazan'], witnesses);
  await forum.passes(30);
  const item = programme.item('Declaration');
  truth.endsItem(await forum.direct({ do: 'end_item', item }), DIRECTOR);
});

const NEXT = 'Seat of the next forum';
const CANDIDATES = ['Dresden', 'Suwon', 'Nice'];
const asksForSeat = () =>
  Voting.open(forum, pages, NEXT, { kind: 'secret', majority: 'simple' }, CANDIDATES);

test('a kill -9 in the middle of a secret vote', async () => {
  const { truth, programme, director } = forum;
  await forum.goTo(80);
  await forum.direct({ do: 'drop_cue', cue: programme.cue('Start the film') });
  truth.cues.set('Start the film', { at: null, fallback: false });
  await forum.direct({ do: 'skip_item', item: programme.item('Film') });
  truth.skips('Film', DIRECTOR);
  await forum.starts('Next city');
  await pages.calls('Ballot on the screen');
  await forum.gives(KATHARINA, 300);
  await forum.passes(45);
  await forum.does('Felix Baumann', { do: 'hand', raised: true });
  const voting = await asksForSeat();
  for (const city of ['Hangzhou', 'Gifu', 'Nice']) await voting.casts(city, 0);
  await voting.casts('Suwon', 1);
  const stood = truth.stage.filter(({ to }) => !to).map(({ name }) => forum.id(name));
  const told = director.room?.stage.on_stage ?? [];
  expect([...told].sort()).toEqual(stood.sort());

  await forum.passes(0);
  const { after } = await voting.casts('Lalitpur', 2);
  await killAndReturn(forum, after);

  // Everything is where it was.
  const room = director.room;
  expect(room?.votes.votes.at(-1)).toMatchObject({ id: voting.vote.id, state: 'voided' });
  expect(room?.stage.on_stage).toEqual(told);
  expect(room?.hands).toEqual([forum.id('Felix Baumann')]);
  await director.sees('her clock runs on', ({ floor }) => {
    const { person, since, before_ms = 0 } = floor.turn ?? {};
    return person === forum.id(KATHARINA) && typeof since === 'number' && before_ms >= 45_000;
  });
  const states = new Map(room?.agenda.map(({ id, state }) => [id, state.state]));
  expect(states.get(programme.item('Next city'))).toBe('running');
  expect(states.get(programme.item('Film'))).toBe('skipped');
  const cue = pages.cue(CALLER, 'Ballot on the screen');
  await expect(cue).toHaveAttribute('data-state', 'called');
  for (const name of [KATHARINA, KIM]) {
    await expect(pages.card(name)).toHaveAttribute('data-vote-state', 'voided');
    await pages.sees(HOST, name);
  }
  await expect(pages.of(HOST).locator('[data-floor-now]')).toHaveAttribute(
    'data-floor-now',
    forum.id(KATHARINA),
  );
});

test('the secret vote is asked again', async () => {
  const { clock, truth } = forum;
  const voting = await asksForSeat();
  for (const [at, { city }] of voting.vote.voters.entries()) await voting.casts(city, at % 3);
  await forum.passes(20);
  const closed = await clock.moment(async () => {
    await pages.vote(HOST, 'close').click();
    await pages.vote(HOST, 'close-yes').click();
    await forum.director.sees('the result', ({ votes }) => votes.votes.at(-1)?.state === 'closed');
  });
  voting.isClosed(closed);
  const returned = await clock.moment(async () => {
    await pages.floor(KATHARINA, 'return').click();
    await forum.director.sees('nobody speaks', ({ floor }) => floor.turn === null);
  });
  truth.floorEnds(returned, 'returned');
});

test('a side room: some go aside, one comes back, and the time of the others runs out', async () => {
  const { director } = forum;
  const side = await opensSide(forum, 'Suwon, Gifu and Yeosu', 3, {
    ...{ name: KIM, cities: ['Gifu', 'Yeosu'] },
  });
  // Who is aside leaves the stage, and is brought back by the service when the time is over.
  await director.sees('Kim off the stage', ({ stage }) => !stage.on_stage.includes(forum.id(KIM)));
  await forum.passes(60);
  await returnsFrom(forum, side, 'Ito Kenji');
  await extendsSide(forum, side, 1);
  await forum.passes(190);
  await director.sees('everybody back', ({ sides }) => sides.rooms.length === 0);
});

test('the end, and a record that says what happened', async () => {
  const { clock, truth, programme } = forum;
  await forum.goTo(88);
  await forum.starts('Closing');
  const left = await forum.does('Hu Bo', { do: 'leave' });
  truth.went('Hu Bo', left, 'left');
  const person = forum.id('Sun Lei');
  truth.went('Sun Lei', await forum.direct({ do: 'remove', person }), 'removed');
  await forum.goTo(95);
  const ended = await clock.moment(async () => {
    await leave(pages.of(HOST), 'all');
    await forum.director.until('the end', () => forum.director.goodbye === 'ended');
  });
  truth.end(ended, HOST);

  const record = ordered(await forum.filed());
  expect(differences(expectedRecord(programme, truth), record)).toEqual([]);
  forum.server.check();
  expect(pages.errors).toEqual([]);
});

test('one altered join is found, in the record and in the script', async () => {
  const { programme, truth } = forum;
  const record = ordered(await forum.filed());
  const name = 'Salma Idrissi';
  const place = PARTS.findIndex((part) => part.name === name);
  const cell = `participants[${place}].intervals[0].from`;

  const altered = structuredClone(record);
  const joined = altered.participants[place]?.intervals[0];
  if (!joined) throw new Error(`${name} never came`);
  joined.from -= 60e6;
  const found = differences(expectedRecord(programme, truth), altered);
  expect(found.map(({ path }) => path)).toEqual([cell]);

  // Three minutes after the others of her city: all that follows from it is hers, and the curve.
  const stay = truth.stays.get(name)?.[0];
  if (!stay) throw new Error(`${name} never came`);
  stay.from = { after: stay.from.after + 180e6, before: stay.from.before + 180e6 };
  const told = differences(expectedRecord(programme, truth), record);
  const own = ['seconds', 'late_seconds', 'online_seconds'];
  expect(new Set(told.map(({ path }) => path))).toEqual(
    new Set([cell, ...own.map((field) => `participants[${place}].${field}`), 'curve']),
  );
});
