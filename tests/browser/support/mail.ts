import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { leaveOut } from './leave-out.ts';

const root = resolve(import.meta.dirname, '../../..');
const peers = join(root, 'tests/peers/mail');

export const NO_MAIL_SERVER = 'Python packages could not be installed';

/** The Python with the packages of the mail server; nothing where they cannot be installed. */
function python(): string | undefined {
  spawnSync(join(root, 'tools/need'), ['python'], { cwd: root, stdio: 'inherit' });
  const folder = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'python');
  return existsSync(join(folder, 'installed')) ? join(folder, 'bin/python') : undefined;
}

export interface Letter {
  recipient: string;
  subject: string;
  language: string;
  text: string;
  html: string;
  calendar: {
    method: string;
    uid: string;
    sequence: number;
    status: string;
    location: string;
    /** Seconds since 1970, by the VTIMEZONE of the file alone. */
    starts_at: number;
    ends_at: number;
    zone: string;
    attendee: string;
    organizer: string;
  };
}

/** What stands in a calendar; times in seconds since 1970. */
export interface Entry {
  uid: string;
  starts_at: number;
  ends_at: number;
  summary: string;
  location: string;
}

/** A mail server that is not ours (aiosmtpd), on loopback. */
export class MailServer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly program: string,
    private readonly folder: string,
    readonly port: string,
  ) {}

  /** Nothing, where this machine cannot have one. */
  static async start(): Promise<MailServer | undefined> {
    const program = python();
    if (!program) {
      leaveOut('python', NO_MAIL_SERVER);
      return undefined;
    }
    const folder = mkdtempSync(join(tmpdir(), 'yunqiao-mail-'));
    const child = spawn(program, [join(peers, 'server.py'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout }))
      return new MailServer(child, program, folder, line.trim());
    throw new Error('the mail server said no port');
  }

  /** What makes a service send by it. */
  get environment(): Record<string, string> {
    return {
      YUNQIAO__MAIL__HOST: '127.0.0.1',
      YUNQIAO__MAIL__PORT: this.port,
      YUNQIAO__MAIL__SECURITY: 'none',
      YUNQIAO__MAIL__FROM: 'office@hangzhou.example',
      YUNQIAO__MAIL__PER_MINUTE: '6000',
    };
  }

  /** Everything received so far, as parsers that are not ours read it. */
  letters(): Letter[] {
    return this.#read('read.py') as Letter[];
  }

  /** How many were received so far. */
  get count(): number {
    return this.#files().length;
  }

  /** What stands in the calendar of everybody who took in all of it, by address. */
  calendars(): Map<string, Entry[]> {
    const calendars = this.#read('calendars.py') as { recipient: string; entries: Entry[] }[];
    return new Map(calendars.map(({ recipient, entries }) => [recipient, entries]));
  }

  /** `HH:MM` by the clock of a zone at these seconds since 1970, by zone data that are not ours. */
  clock(zone: string, seconds: readonly number[]): string[] {
    const asked = [join(peers, 'clock.py'), zone, ...seconds.map(String)];
    const read = spawnSync(this.program, asked);
    if (read.status !== 0) throw new Error(read.stderr.toString('utf8'));
    return read.stdout.toString('utf8').split('\n').filter(Boolean);
  }

  #files(): string[] {
    const names = readdirSync(this.folder).filter((name) => name.endsWith('.eml'));
    return names.sort().map((name) => join(this.folder, name));
  }

  /** What one of the programs prints about all that was received, a value a line. */
  #read(program: string): unknown[] {
    const read = spawnSync(this.program, [join(peers, program), ...this.#files()], {
      maxBuffer: 64 * 1024 * 1024,
    });
    if (read.status !== 0) throw new Error(read.stderr.toString('utf8'));
    const lines = read.stdout.toString('utf8').split('\n').filter(Boolean);
    return lines.map((line): unknown => JSON.parse(line));
  }

  stop(): void {
    this.process.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
