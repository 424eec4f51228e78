import { expect, type Page } from '@playwright/test';
import type { Person } from './people.ts';

declare global {
  interface Window {
    testConnections: RTCPeerConnection[];
  }
}

/** The colour in the middle of somebody's tile (or screen), or null while there is no picture. */
export async function colourOf(
  page: Page,
  id: string,
  of: 'tile' | 'screen' = 'tile',
): Promise<[number, number, number] | null> {
  return page.evaluate((selector) => {
    const video = document.querySelector<HTMLVideoElement>(selector);
    if (!video || video.videoWidth === 0 || video.readyState < 2) return null;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d');
    if (!pen) return null;
    pen.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 8, 8, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue] as [number, number, number];
  }, `[data-${of}][data-person="${id}"] video`);
}

/** Waits until the tile of somebody shows their colour. */
export async function expectToSee(page: Page, id: string, person: Person): Promise<void> {
  await expectColour(page, id, 'tile', person);
}

/** Waits until the screen that somebody shares shows the colour of `look`. */
export async function expectToSeeScreen(page: Page, id: string, look: Person): Promise<void> {
  await expectColour(page, id, 'screen', look);
}

async function expectColour(
  page: Page,
  id: string,
  of: 'tile' | 'screen',
  person: Person,
): Promise<void> {
  await expect
    .poll(
      async () => {
        const colour = await colourOf(page, id, of);
        if (!colour) return 'no picture';
        const far = Math.max(...colour.map((part, i) => Math.abs(part - (person.colour[i] ?? 0))));
        return far <= 40 ? 'their colour' : `rgb(${colour.join(',')})`;
      },
      { message: `the ${of} of ${person.name} shows their colour`, timeout: 40_000 },
    )
    .toBe('their colour');
}

/** Frames decoded of all pictures so far. */
export async function framesDecoded(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let frames = 0;
    for (const connection of window.testConnections) {
      if (connection.connectionState === 'closed') continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type === 'inbound-rtp' && report.kind === 'video')
          frames += report.framesDecoded ?? 0;
      }
    }
    return frames;
  });
}

/** The connections that a page ever opened, and what the open one can receive. */
export async function poolOf(page: Page): Promise<{ connections: number; receivers: number }> {
  return page.evaluate(() => {
    const open = window.testConnections.filter((one) => one.connectionState !== 'closed');
    const receivers = open.flatMap((connection) => connection.getReceivers());
    return { connections: window.testConnections.length, receivers: receivers.length };
  });
}

/** Packets of sound that a page sends within a second. */
export async function soundSent(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const count = async (): Promise<number> => {
      let packets = 0;
      for (const connection of window.testConnections) {
        if (connection.connectionState === 'closed') continue;
        for (const report of (await connection.getStats()).values()) {
          if (report.type === 'outbound-rtp' && report.kind === 'audio')
            packets += report.packetsSent ?? 0;
        }
      }
      return packets;
    };
    const before = await count();
    await new Promise((done) => setTimeout(done, 1_000));
    return (await count()) - before;
  });
}

/** The port at the other end of the way that a page's media takes; null while there is none. */
export async function portAcross(page: Page): Promise<number | null> {
  return page.evaluate(async () => {
    for (const connection of window.testConnections) {
      if (connection.connectionState === 'closed') continue;
      const stats = await connection.getStats();
      const all = [...stats.values()];
      const chosen = all.find((it) => it.type === 'transport')?.selectedCandidatePairId;
      // Firefox marks the pair itself.
      const pair = chosen
        ? stats.get(chosen)
        : all.find((it) => it.type === 'candidate-pair' && it.selected);
      const port: unknown = pair && stats.get(pair.remoteCandidateId)?.port;
      if (typeof port === 'number') return port;
    }
    return null;
  });
}

/** By which kinds of ways the page's connections go: `host`, or `relay` with its transport. */
export async function waysTaken(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const ways: string[] = [];
    for (const connection of window.testConnections) {
      if (connection.connectionState === 'closed') continue;
      const stats = await connection.getStats();
      for (const pair of stats.values()) {
        if (pair.type !== 'candidate-pair' || !pair.nominated || pair.state !== 'succeeded')
          continue;
        const local = stats.get(pair.localCandidateId);
        ways.push([local?.candidateType, local?.relayProtocol].filter(Boolean).join(' '));
      }
    }
    return ways;
  });
}

/** Width of the picture that arrives for somebody. */
export async function widthOf(page: Page, id: string): Promise<number> {
  return page.evaluate(
    (id) =>
      document.querySelector<HTMLVideoElement>(`[data-tile][data-person="${id}"] video`)
        ?.videoWidth ?? 0,
    id,
  );
}

/**
 * The tones (of those asked for) that can be heard in the page's received sound within a second and
 * a half. The sound is recorded and decoded off line: a test machine need not have a loudspeaker.
 */
export async function tonesHeard(page: Page, tones: readonly number[]): Promise<number[]> {
  return page.evaluate(
    async (tones) => {
      const record = async (track: MediaStreamTrack): Promise<Float32Array> => {
        const recorder = new MediaRecorder(new MediaStream([track]));
        const parts: Blob[] = [];
        recorder.ondataavailable = ({ data }) => parts.push(data);
        const stopped = new Promise((done) => {
          recorder.onstop = done;
        });
        recorder.start();
        setTimeout(() => recorder.stop(), 1_500);
        await stopped;
        const bytes = await new Blob(parts).arrayBuffer();
        if (bytes.byteLength === 0) return new Float32Array();
        const decoder = new OfflineAudioContext(1, 48_000, 48_000);
        return decoder.decodeAudioData(bytes).then(
          (sound) => sound.getChannelData(0),
          // A track on which nothing arrived gives a file without sound.
          () => new Float32Array(),
        );
      };
      /** Strength of one frequency, by Goertzel. */
      const strength = (sound: Float32Array, hertz: number): number => {
        const turn = 2 * Math.cos((2 * Math.PI * hertz) / 48_000);
        let [before, last] = [0, 0];
        for (const sample of sound) [before, last] = [last, sample + turn * last - before];
        return (
          Math.sqrt(before * before + last * last - turn * before * last) /
          Math.max(1, sound.length)
        );
      };
      const tracks = window.testConnections
        .filter((connection) => connection.connectionState !== 'closed')
        .flatMap((connection) => connection.getReceivers())
        .map((receiver) => receiver.track)
        .filter((track) => track.kind === 'audio' && track.readyState === 'live');
      const heard = new Set<number>();
      for (const whole of await Promise.all(tracks.map(record))) {
        // The last second: what the decoder makes up at the beginning is not looked at.
        const sound = whole.subarray(Math.max(0, whole.length - 48_000));
        for (const tone of tones) {
          const level = strength(sound, tone);
          // Louder than what lies beside it by far: a tone, not noise.
          if (level > 0.003 && level > 10 * strength(sound, tone + 130)) heard.add(tone);
        }
      }
      return [...heard].sort((a, b) => a - b);
    },
    [...tones],
  );
}

/** Waits until exactly these people can be heard. */
export async function expectToHear(
  page: Page,
  people: readonly Person[],
  all: readonly Person[],
): Promise<void> {
  const wanted = people.map((person) => person.tone).sort((a, b) => a - b);
  await expect
    .poll(
      () =>
        tonesHeard(
          page,
          all.map((person) => person.tone),
        ),
      {
        message: `hears ${people.map((person) => person.name).join(', ')}`,
        timeout: 40_000,
      },
    )
    .toEqual(wanted);
}
