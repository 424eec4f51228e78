import { mkdtempSync, writeFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, firefox, type Page } from '@playwright/test';
import { type Format, LARGE, PLAIN, type Still, writeColour, writeStill } from './camera.ts';
import { leaveOut } from './leave-out.ts';
import { SLIDES } from './screen.ts';

/** Everybody in a test meeting has a colour and a tone of their own. */
export interface Person {
  name: string;
  /** Red, green, blue. */
  colour: readonly [number, number, number];
  /** Hz. */
  tone: number;
}

export const cast: readonly Person[] = [
  { name: 'Lin Yue', colour: [200, 40, 40], tone: 400 },
  { name: 'Katharina Vogel', colour: [40, 170, 60], tone: 700 },
  { name: 'Kim Seo-yeon', colour: [50, 70, 210], tone: 1000 },
  { name: 'Élise Moreau', colour: [210, 190, 40], tone: 1300 },
];

export type Engine = 'chromium' | 'firefox';

/** Firefox does not pair with loopback addresses: it takes part only in a namespace. */
export const firefoxCanMeet =
  process.env.YUNQIAO_TEST_ADDRESS !== undefined && existsSync(firefoxPath());

if (!firefoxCanMeet)
  leaveOut('firefox', `Firefox (${firefoxPath()}) and a network namespace are needed`);

function chromiumPath(): string {
  return process.env.YUNQIAO_CHROMIUM ?? '/usr/bin/chromium';
}

function firefoxPath(): string {
  return process.env.YUNQIAO_FIREFOX ?? '/usr/bin/firefox-esr';
}

interface Options {
  locale?: string;
  width?: number;
  height?: number;
  /** Asked for a screen it gives its tab with the slides, not a synthetic picture. */
  sharesTab?: boolean;
  /** What its person does not allow the page. */
  refuses?: 'camera';
  /** What its camera takes: `large` where sizes, layers or rates are looked at; `busy` is as large, and
   *  takes all the bits that it is given. */
  picture?: 'plain' | 'large' | 'busy';
  /** What its camera sees in place of the colour. */
  sees?: Still;
  /** Its microphone hears something like a voice instead of the tone. */
  speaks?: boolean;
  /** Takes any certificate. */
  trusting?: boolean;
  /** Its person wants nothing to move: pages change at once. */
  calm?: boolean;
  /** As behind a firewall that lets no UDP through. Chromium only. */
  withoutUdp?: boolean;
}

/** Firefox reports a connection that is refused or cut as an error of the page, which deals with it. */
const lostConnection = /establish a connection to the server|^The connection to .* was interrupted/;

/** One person's browser: a process of its own, with its own camera and microphone. */
export class Desk {
  private constructor(
    readonly person: Person,
    readonly engine: Engine,
    readonly context: BrowserContext,
    private readonly folder: string,
  ) {}

  static async open(person: Person, engine: Engine, options: Options = {}): Promise<Desk> {
    const folder = mkdtempSync(join(tmpdir(), 'yunqiao-desk-'));
    const trusting = options.trusting ?? false;
    const looks = {
      locale: options.locale ?? 'en-GB',
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      ignoreHTTPSErrors: trusting,
      ...(options.calm && { reducedMotion: 'reduce' as const }),
    };
    const context =
      engine === 'chromium'
        ? await (
            await openChromium(person, folder, options)
          ).newContext({ ...looks, permissions: allowed(options.refuses) })
        : trusting
          ? // Only a profile of its own has Firefox ignore what a relay shows, too.
            await firefox.launchPersistentContext(join(folder, 'profile'), {
              ...firefoxOptions(person),
              ...looks,
            })
          : await (await firefox.launch(firefoxOptions(person))).newContext(looks);
    await context.addInitScript(keepConnections);
    if (engine === 'firefox')
      await context.addInitScript(fakeCamera, {
        ...formatOf(options),
        colour: [...person.colour],
      });
    return new Desk(person, engine, context, folder);
  }

  get browser(): Browser {
    const browser = this.context.browser();
    if (!browser) throw new Error('this browser has one context only');
    return browser;
  }

  async page(): Promise<Page> {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => {
      if (lostConnection.test(error.message)) return;
      this.errors.push(error.stack ?? error.message);
    });
    return page;
  }

  /** What went wrong in the pages without anybody catching it. */
  readonly errors: string[] = [];

  async close(): Promise<void> {
    const browser = this.context.browser();
    await this.context.close();
    await browser?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function allowed(refused?: 'camera'): string[] {
  return refused === 'camera' ? ['microphone'] : ['camera', 'microphone'];
}

const formatOf = ({ picture = 'plain', sees }: Options): Format =>
  picture === 'plain' && !sees ? PLAIN : LARGE;

async function openChromium(person: Person, folder: string, options: Options): Promise<Browser> {
  const {
    sharesTab = false,
    trusting = false,
    speaks = false,
    withoutUdp = false,
    refuses,
    sees,
  } = options;
  const format = formatOf(options);
  const picture = join(folder, 'camera.y4m');
  const sound = join(folder, 'microphone.wav');
  if (sees) writeStill(picture, sees);
  else writeColour(picture, person.colour, format, options.picture === 'busy');
  if (speaks) writeVoice(sound);
  else writeTone(sound, person.tone);
  return chromium.launch({
    executablePath: chromiumPath(),
    // A tab that is muted is shared without its sound.
    ...(sharesTab && { ignoreDefaultArgs: ['--mute-audio'] }),
    args: [
      '--no-sandbox',
      ...(sharesTab ? [`--auto-select-tab-capture-source-by-title=${SLIDES}`] : []),
      // It says yes to every question, also where the context does not.
      ...(sharesTab || refuses !== undefined ? [] : ['--use-fake-ui-for-media-stream']),
      `--use-fake-device-for-media-stream=fps=${format.fps}`,
      `--use-file-for-fake-video-capture=${picture}`,
      `--use-file-for-fake-audio-capture=${sound}`,
      '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-gpu',
      '--no-first-run',
      // What the context ignores, a connection to a relay does not.
      ...(trusting ? ['--ignore-certificate-errors'] : []),
      ...(withoutUdp ? ['--webrtc-ip-handling-policy=disable_non_proxied_udp'] : []),
    ],
  });
}

function firefoxOptions(person: Person) {
  return {
    channel: 'moz-firefox',
    executablePath: firefoxPath(),
    firefoxUserPrefs: {
      'media.navigator.streams.fake': true,
      'media.navigator.audio.fake_frequency': person.tone,
      'media.navigator.permission.disabled': true,
      'media.peerconnection.ice.loopback': true,
      'media.autoplay.default': 0,
    },
  };
}

const RATE = 48_000;

/** Two seconds of a pure tone, without a click where it repeats. */
function writeTone(path: string, tone: number): void {
  writeSound(path, 2, (at) => 12_000 * Math.sin(2 * Math.PI * tone * at));
}

/** Four seconds of vowels at a speaking pitch: Opus takes a tone for music, which it cannot repair. */
function writeVoice(path: string): void {
  const vowels = [
    [700, 1_220, 2_600],
    [390, 2_300, 3_000],
    [450, 800, 2_830],
    [610, 1_900, 2_500],
  ] as const;
  let phase = 0;
  writeSound(path, 4, (at) => {
    const pitch = 120 + 15 * Math.sin(2 * Math.PI * 0.5 * at);
    phase += pitch / RATE;
    // Four syllables a second.
    const [first, second, third] = vowels[Math.floor(at * 4) % 4] ?? vowels[0];
    const syllable = Math.sin(Math.PI * ((at * 4) % 1));
    let sum = 0;
    for (let harmonic = 1; harmonic * pitch < 4_000; harmonic++) {
      const hertz = harmonic * pitch;
      const near = (formant: number, width: number): number =>
        1 / (1 + ((hertz - formant) / width) ** 2);
      const strength = near(first, 90) + 0.5 * near(second, 110) + 0.2 * near(third, 170);
      sum += strength * Math.sin(2 * Math.PI * harmonic * phase);
    }
    return 5_000 * syllable * sum;
  });
}

/** A wave file, 48 kHz mono; `value` gives a sample by its second. */
function writeSound(path: string, seconds: number, value: (at: number) => number): void {
  const samples = RATE * seconds;
  const data = Buffer.alloc(44 + samples * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(36 + samples * 2, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(RATE, 24);
  data.writeUInt32LE(RATE * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++) {
    const clipped = Math.max(-32_000, Math.min(32_000, value(i / RATE)));
    data.writeInt16LE(Math.round(clipped), 44 + i * 2);
  }
  writeFileSync(path, data);
}

/** In the page: keeps every RTCPeerConnection where the test can ask it for what it receives. */
function keepConnections(): void {
  const kept: RTCPeerConnection[] = [];
  Object.defineProperty(window, 'testConnections', { value: kept });
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      kept.push(this);
    }
  };
}

/** In the page: a camera of one colour, for a browser whose own fake camera has no choice of it. */
function fakeCamera({ width, height, fps, colour }: Format & { colour: number[] }): void {
  // Pages without a secure origin, the empty one among them, have no devices.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) return;
  const original = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted?: MediaStreamConstraints): Promise<MediaStream> => {
    // Asked for real, so that the page holds the permission that it believes to hold.
    const stream = await original(wanted);
    for (const real of stream.getVideoTracks()) {
      stream.removeTrack(real);
      real.stop();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      const pen = canvas.getContext('2d');
      let frame = 0;
      const draw = (): void => {
        if (!pen) return;
        pen.fillStyle = `rgb(${colour.join(',')})`;
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.fillStyle = 'white';
        pen.fillRect((frame++ * 12) % width, 0, width / 20, height / 8);
      };
      draw();
      setInterval(draw, 1000 / fps);
      for (const track of canvas.captureStream(fps).getVideoTracks()) stream.addTrack(track);
    }
    return stream;
  };
}
