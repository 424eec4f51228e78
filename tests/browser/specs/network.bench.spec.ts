import { setTimeout as pause } from 'node:timers/promises';
import { expect, type Page, test } from '@playwright/test';
import { type Figure, median, write } from '../support/figures.ts';
import { inside, knock } from '../support/meeting.ts';
import { Office, planMeeting } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { type Reception, reception, since, type Sight, watch } from '../support/reception.ts';
import { Relay, type Weather } from '../support/relay.ts';
import { widthOf } from '../support/senses.ts';
import { Server } from '../support/server.ts';

const RUNS = Number(process.env.YUNQIAO_BENCH_RUNS ?? 3);
/** Of one run on a lossy line. */
const LENGTH = 30_000;
/** Before the first: the estimate of the line has grown, and the high layer plays. */
const SETTLED = 60_000;

const WIDE: Weather = { rate: 3_000_000, queue: 300 };
const NARROW: Weather = { rate: 300_000, queue: 300 };
/** How long the line stays narrow, and how long it is looked at afterwards. */
const NARROW_FOR = 30_000;
const AFTERWARDS = 75_000;
const HIGH = 1280;

let desks: Desk[] = [];
let relay: Relay;
let server: Server;

test.beforeEach(async () => {
  test.setTimeout(15 * 60_000);
  relay = await Relay.start(11);
  server = new Server({ YUNQIAO__MEDIA__PUBLIC_ADDRESS: relay.address });
  await server.start();
  await relay.leadTo(server.media);
});

test.afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.close()));
  desks = [];
  await server.stop();
  await relay.stop();
});

/** A browser that takes no redundant sound, as those do that have not learnt it. */
function takesNoRed(): void {
  const all = RTCRtpReceiver.getCapabilities.bind(RTCRtpReceiver);
  RTCRtpReceiver.getCapabilities = (kind) => {
    const found = all(kind);
    return found && { ...found, codecs: found.codecs.filter((it) => !/\/red$/i.test(it.mimeType)) };
  };
}

/** A camera of which fewer pictures are encoded when the machine is too slow for all of them, and not
 *  smaller ones: what is measured is the line, and a high layer that nobody encodes says nothing of it. */
function keepsItsSize(): void {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    for (const track of stream.getVideoTracks()) track.contentHint = 'detail';
    return stream;
  };
}

interface Listener {
  page: Page;
  /** Whom it sees and hears. */
  speaker: string;
}

/** One speaks to so many who listen only. `isBusy`: the picture takes all the bits there are, and in
 *  software not all of its frames can be encoded. */
async function meet(listeners: readonly { red: boolean }[], isBusy = false): Promise<Listener[]> {
  const office = await Office.open(server.url, server.setupUrl);
  const people = cast.slice(0, listeners.length + 1);
  const names = people.map(({ name }) => name);
  const planned = await planMeeting(office, names, ['S18', 'S19'], { admission: 'automatic' });
  const open = async (place: number, isBusy: boolean): Promise<{ desk: Desk; link: string }> => {
    const [who, invited] = [people[place], planned.people[place]];
    if (!who || !invited) throw new Error('somebody is missing');
    const size = { width: 1600, height: 1000 };
    const picture = isBusy ? 'busy' : 'large';
    const desk = await Desk.open(who, 'chromium', { picture, speaks: true, ...size });
    desks.push(desk);
    return { desk, link: invited.link };
  };
  const host = await open(0, isBusy);
  if (isBusy) await host.desk.context.addInitScript(keepsItsSize);
  const page = await host.desk.page();
  await knock(page, host.link);
  await inside(page);
  const inRoom: Listener[] = [];
  for (const [index, { red }] of listeners.entries()) {
    const { desk, link } = await open(index + 1, false);
    if (!red) await desk.context.addInitScript(takesNoRed);
    const page = await desk.page();
    await page.goto(link);
    await page.getByTestId('acknowledge').check();
    await page.getByTestId('listen-only').click();
    await inside(page);
    inRoom.push({ page, speaker: planned.people[0]?.id ?? '' });
  }
  return inRoom;
}

async function seesHighLayer({ page, speaker }: Listener): Promise<void> {
  try {
    await expect.poll(() => widthOf(page, speaker), { timeout: SETTLED }).toBe(HIGH);
  } catch (error) {
    // On a machine that is too slow the speaker's browser does not encode it.
    const layers = await Promise.all((desks[0]?.context.pages() ?? []).map(encodedLayers));
    throw new Error(`the high layer did not come; sent: ${layers.flat().join(', ')}`, {
      cause: error,
    });
  }
}

/** What a browser encodes, each layer with what limits it. */
function encodedLayers(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const reports = await Promise.all(window.testConnections.map((one) => one.getStats()));
    return reports
      .flatMap((report): Record<string, unknown>[] => [...report.values()])
      .filter(({ type, kind, active }) => type === 'outbound-rtp' && kind === 'video' && active)
      .map((it) => `${it.rid}: ${it.frameWidth} wide, limited by ${it.qualityLimitationReason}`);
  });
}

/** What arrived within one run. */
async function during(page: Page, length: number): Promise<Reception> {
  const before = await reception(page);
  await pause(length);
  return since(before, await reception(page));
}

function figure(
  name: string,
  values: readonly number[],
  unit: string,
  better: Figure['better'],
  target: number | null,
): Figure {
  const value = Number(median(values).toFixed(2));
  return {
    figure: name,
    value,
    unit,
    better,
    target,
    peer: null,
    peer_value: null,
    runs: values.length,
  };
}

test('@network sound and picture over a line that loses one packet in twenty', async () => {
  const [listener] = await meet([{ red: true }]);
  if (!listener) throw new Error('nobody listens');
  await seesHighLayer(listener);
  for (const way of ['up', 'down'] as const) await relay.set(way, { loss: 0.05, delay: 30 });
  await pause(5_000);
  const gaps: number[] = [];
  const concealed: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const sight = await watch(listener.page, listener.speaker);
    const got = await during(listener.page, LENGTH);
    gaps.push((await sight()).longestGap);
    concealed.push((100 * got.concealed) / got.samples);
    console.log('5 %:', got, gaps.at(-1), concealed.at(-1));
    expect(got.frames).toBeGreaterThan(0);
  }
  const where = '5 % lost each way, 60 ms round trip';
  write([
    figure(`${where}: longest time without a new picture`, gaps, 'ms', 'lower', 500),
    figure(`${where}: sound made up by the decoder`, concealed, '%', 'lower', 2),
  ]);
});

test('@network sound over a line that loses one packet in five', async () => {
  const listeners = await meet([{ red: true }, { red: false }]);
  await pause(10_000);
  await relay.set('down', { loss: 0.2, delay: 10 });
  // Loss has to be noticed, and told to the speaker.
  await pause(15_000);
  const recovered: number[][] = listeners.map(() => []);
  for (let run = 0; run < RUNS; run++) {
    const { down: before } = await relay.passage();
    const got = await Promise.all(listeners.map(({ page }) => during(page, LENGTH)));
    const { down } = await relay.passage();
    const lost = down.lost - before.lost;
    const share = lost / (lost + down.arrived - before.arrived);
    for (const [index, { concealed, samples }] of got.entries())
      recovered[index]?.push(100 * (1 - concealed / samples / share));
    console.log(
      '20 %:',
      share,
      got,
      recovered.map((of) => of.at(-1)),
    );
  }
  const where = '20 % lost on the way down: sound recovered';
  write([
    figure(`${where}, RED`, recovered[0] ?? [], '%', 'higher', 90),
    figure(`${where}, in-band FEC alone`, recovered[1] ?? [], '%', 'higher', 65),
  ]);
});

/** Milliseconds until the service sends no more than the line carries, from now on. */
async function untilItFits(rate: number, length: number): Promise<number> {
  const start = Date.now();
  let fits = 0;
  let { down: before } = await relay.passage();
  while (Date.now() - start < length) {
    await pause(500);
    const { down } = await relay.passage();
    // Of what found the queue full only the number is known.
    const sent = (down.bytes - before.bytes + (down.overflowed - before.overflowed) * 1_100) * 16;
    if (sent > rate * 1.1 || down.overflowed > before.overflowed) fits = Date.now() - start;
    before = down;
  }
  return fits;
}

test('@network a line that becomes ten times narrower, and wide again', async () => {
  const [listener] = await meet([{ red: true }], true);
  if (!listener) throw new Error('nobody listens');
  await relay.set('down', WIDE);
  const fit: number[] = [];
  const gaps: number[] = [];
  const back: number[] = [];
  const changes: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await seesHighLayer(listener);
    await pause(5_000);
    const sight = await watch(listener.page, listener.speaker);
    await relay.set('down', NARROW);
    fit.push(await untilItFits(300_000, NARROW_FOR));
    const then = (await sight()).now;
    await relay.set('down', WIDE);
    await pause(AFTERWARDS);
    const seen: Sight = await sight();
    const later = seen.widths.filter(({ at }) => at > then);
    const high = later.find(({ width }) => width === HIGH);
    gaps.push(seen.longestGap);
    // Not at all: longer than it was looked at.
    back.push((high ? high.at - then : AFTERWARDS) / 1000);
    // From what was seen while it was narrow; the first is none, if it shows the same.
    changes.push(later.filter(({ at }) => at <= then + 60_000).length);
    console.log(
      'narrow:',
      fit.at(-1),
      gaps.at(-1),
      back.at(-1),
      seen.widths.map(({ at, width }) => [Math.round(at - then), width]),
    );
  }
  const where = 'line of 3 Mbit/s, 300 kbit/s, 3 Mbit/s';
  write([
    figure(
      `${where}: until what is sent fits`,
      fit.map((ms) => ms / 1000),
      's',
      'lower',
      3,
    ),
    figure(`${where}: longest time without a new picture`, gaps, 'ms', 'lower', 1000),
    figure(`${where}: until the high layer is back`, back, 's', 'lower', 15),
    figure(`${where}: changes of layer in the minute after`, changes, 'changes', 'lower', 2),
  ]);
});
