import type {
  CheckAnswer,
  CheckLine,
  CheckMedia,
  CheckReport,
  CheckWay,
  Finding,
  FindingCode,
} from '../api/types';
import type { Goodbye } from '../generated/protocol';
import type { CaptureFailure } from '../meeting/capture-failure';
import type { Cues, DeviceName } from './devices';
import { Refused } from './line';
import type { Probes } from './probes';
import { WAYS, type WayName } from './ways';

/** In the order in which they are done. */
export const STEPS = [
  'browser',
  'microphone',
  'camera',
  'line',
  ...WAYS,
  'media',
  'reconnect',
] as const;
export type StepName = (typeof STEPS)[number];
export type StepState =
  'waiting' | 'running' | 'passed' | 'weak' | 'failed' | 'skipped' | 'not_offered';

/** Where a test is. */
export type Phase =
  | { at: 'idle' }
  | { at: 'running' }
  /** The person stopped it. */
  | { at: 'stopped' }
  /** The service lets nobody test now, or sent the test away. */
  | { at: 'refused'; reason: Goodbye }
  /** `answer` is missing when the result could not be handed in. */
  | { at: 'done'; report: CheckReport; answer: CheckAnswer | null };

/** The step at which a finding is shown. */
const AT: Record<FindingCode, StepName> = {
  browser_unsupported: 'browser',
  no_vp8: 'browser',
  insecure_page: 'browser',
  no_microphone: 'microphone',
  microphone_silent: 'microphone',
  without_microphone: 'microphone',
  no_camera: 'camera',
  camera_silent: 'camera',
  without_camera: 'camera',
  websocket_blocked: 'line',
  websocket_unstable: 'reconnect',
  udp_blocked: 'udp',
  tcp_blocked: 'tcp',
  relay_blocked: 'relay',
  no_way_for_media: 'media',
  no_media: 'media',
  no_picture: 'media',
  no_sound: 'media',
  upload_too_weak: 'media',
  upload_weak: 'media',
  download_too_weak: 'media',
  download_weak: 'media',
  loss_high: 'media',
  loss_severe: 'media',
  round_trip_long: 'media',
  jitter_high: 'media',
  restart_failed: 'reconnect',
};

const all = (state: StepState): Record<StepName, StepState> =>
  Object.fromEntries(STEPS.map((step) => [step, state])) as Record<StepName, StepState>;

function blank(): CheckReport {
  return {
    browser: { webrtc: false, vp8: false, secure: false },
    microphone: null,
    camera: null,
    line: { opened: false, reopened: false, round_trip_ms: null },
    ways: { udp: 'untested', tcp: 'untested', relay: 'untested' },
    media: null,
  };
}

/** One connection test after another: its steps, one by one, and what they come to. */
export class Check {
  phase = $state.raw<Phase>({ at: 'idle' });
  steps = $state<Record<StepName, StepState>>(all('waiting'));
  /** Known as soon as they are measured. */
  line = $state.raw<CheckLine | null>(null);
  media = $state.raw<Omit<CheckMedia, 'restarted'> | null>(null);
  failures = $state<Partial<Record<DeviceName, CaptureFailure | null>>>({});
  /** The device that the browser is being asked for. */
  asking = $state<DeviceName | null>(null);
  peak = $state(0);
  preview = $state.raw<MediaStream | null>(null);

  #abort: AbortController | null = null;
  #goWithout: () => void = () => undefined;

  constructor(
    private readonly probes: () => Probes,
    /** Whether this person has microphone and camera in the session. */
    private readonly sends: boolean,
  ) {}

  get running(): StepName | null {
    return STEPS.find((step) => this.steps[step] === 'running') ?? null;
  }

  /** From the first step to the verdict. Never throws. */
  async run(): Promise<void> {
    this.#reset();
    const abort = (this.#abort = new AbortController());
    const { signal } = abort;
    const probes = this.probes();
    try {
      const report = await this.#measure(probes, signal);
      probes.end();
      const answer = await probes.submit(report).catch(() => null);
      signal.throwIfAborted();
      this.#mark(answer?.findings ?? []);
      this.phase = { at: 'done', report, answer };
    } catch (error) {
      if (this.#abort === abort) this.#giveUp(error);
    } finally {
      probes.end();
    }
  }

  stop(): void {
    this.#abort?.abort();
  }

  /** The person does not want to use the device that is being tried. */
  goWithout(): void {
    this.#goWithout();
  }

  #reset(): void {
    this.stop();
    this.phase = { at: 'running' };
    this.steps = all('waiting');
    this.line = this.media = null;
    this.failures = {};
  }

  async #measure(probes: Probes, signal: AbortSignal): Promise<CheckReport> {
    const report = blank();
    report.browser = await this.#step(
      'browser',
      async () => probes.browser(),
      ({ webrtc }) => passedIf(webrtc),
    );
    report.microphone = await this.#device('microphone', probes, signal);
    report.camera = await this.#device('camera', probes, signal);
    report.line = this.line = await this.#step(
      'line',
      () => probes.line(signal),
      ({ opened }) => (opened ? 'passed' : 'failed'),
    );
    if (report.browser.webrtc && report.line.opened && report.line.reopened)
      await this.#flow(report, probes, signal);
    else this.#skip([...WAYS, 'media', 'reconnect']);
    if (report.line.opened && !report.line.reopened) this.steps.reconnect = 'failed';
    return report;
  }

  async #flow(report: CheckReport, probes: Probes, signal: AbortSignal): Promise<void> {
    for (const way of WAYS)
      report.ways[way] = await this.#step(way, () => probes.way(way, signal), stateOfWay);
    const best = WAYS.find((way) => report.ways[way] === 'works');
    if (best === undefined) return this.#skip(['media', 'reconnect']);
    report.media = await this.#media(best, probes, signal);
  }

  async #media(best: WayName, probes: Probes, signal: AbortSignal): Promise<CheckMedia | null> {
    const media = await this.#step('media', () => probes.media(best, signal), passedIf);
    this.media = media;
    if (!media) {
      this.#skip(['reconnect']);
      return null;
    }
    const restarted = await this.#step('reconnect', () => probes.restart(signal), passedIf);
    return { ...media, restarted };
  }

  async #device(
    kind: DeviceName,
    probes: Probes,
    signal: AbortSignal,
  ): Promise<CheckReport['microphone']> {
    if (!this.sends) {
      this.#skip([kind]);
      return null;
    }
    const { state, failure } = await this.#step(
      kind,
      () => probes.device(kind, this.#cues(kind), signal),
      ({ state }) => DEVICE[state],
    );
    this.failures[kind] = failure;
    return state;
  }

  #cues(kind: DeviceName): Cues {
    return {
      asking: (isAsking) => (this.asking = isAsking ? kind : null),
      level: (peak) => (this.peak = peak),
      preview: (stream) => (this.preview = stream),
      without: new Promise((resolve) => (this.#goWithout = resolve)),
    };
  }

  async #step<Result>(
    name: StepName,
    work: () => Promise<Result>,
    stateOf: (result: Result) => StepState,
  ): Promise<Result> {
    this.steps[name] = 'running';
    const result = await work();
    this.steps[name] = stateOf(result);
    return result;
  }

  #skip(steps: readonly StepName[]): void {
    for (const step of steps) this.steps[step] = 'skipped';
  }

  /** A step that went through may still not be good enough. */
  #mark(findings: readonly Finding[]): void {
    for (const { code, severity } of [...findings].reverse()) {
      const step = AT[code];
      if (severity === 'note' || this.steps[step] === 'skipped') continue;
      if (this.steps[step] === 'failed') continue;
      this.steps[step] = severity === 'obstacle' ? 'failed' : 'weak';
    }
  }

  #giveUp(error: unknown): void {
    this.asking = this.preview = null;
    for (const step of STEPS)
      if (this.steps[step] === 'running' || this.steps[step] === 'waiting')
        this.steps[step] = 'skipped';
    if (error instanceof Refused) this.phase = { at: 'refused', reason: error.reason };
    else if (this.#abort?.signal.aborted) this.phase = { at: 'stopped' };
    else this.phase = { at: 'refused', reason: 'restart' };
  }
}

const passedIf = (result: unknown): StepState => (result ? 'passed' : 'failed');

const DEVICE: Record<NonNullable<CheckReport['microphone']>, StepState> = {
  works: 'passed',
  without: 'skipped',
  silent: 'weak',
  failed: 'failed',
};

const stateOfWay = (way: CheckWay): StepState =>
  way === 'works' ? 'passed' : way === 'not_offered' ? 'not_offered' : 'failed';
