import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const binary =
  process.env.YUNQIAO_BINARY ?? resolve(import.meta.dirname, '../../../target/debug/yunqiao');

/** The real server as a process of its own, on its own folder and ports. */
export class Server {
  readonly folder = mkdtempSync(join(tmpdir(), 'yunqiao-'));
  url = '';
  setupUrl = '';
  #process: ChildProcess | undefined;
  #listen = '127.0.0.1:0';
  #media = `${process.env.YUNQIAO_TEST_ADDRESS ?? '127.0.0.1'}:0`;
  readonly #environment: Record<string, string>;

  constructor(environment: Record<string, string> = {}) {
    this.#environment = environment;
  }

  get pid(): number {
    if (this.#process?.pid === undefined) throw new Error('the server does not run');
    return this.#process.pid;
  }

  /** Where its first media thread listens, once it is ready. */
  get media(): string {
    return this.#media;
  }

  /** Fills its empty folder with the founding figures. Before the first start. */
  demo(): void {
    execFileSync(binary, ['demo'], { cwd: this.folder, env: this.#settings() });
  }

  #settings(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      YUNQIAO__HTTP__LISTEN: this.#listen,
      YUNQIAO__MEDIA__LISTEN: this.#media,
      // A port that is free for UDP need not be so for TCP.
      YUNQIAO__MEDIA__TCP_LISTEN: this.#media.replace(/:\d+$/, ':0'),
      YUNQIAO__DATA__DIR: join(this.folder, 'data'),
      YUNQIAO__LOG__LEVEL: process.env.YUNQIAO_TEST_LOG ?? 'warn',
      ...this.#environment,
    };
  }

  /** Starts it, and waits until it says that it is ready. A second start keeps folder and ports. */
  async start(): Promise<void> {
    const child = spawn(binary, ['serve'], {
      cwd: this.folder,
      env: this.#settings(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    const exited = new Promise<never>((_, reject) => {
      child.once('exit', (code, signal) => {
        reject(new Error(`the server ended (${String(code ?? signal)}) before it was ready`));
      });
      child.once('error', reject);
    });
    exited.catch(() => undefined);
    await Promise.race([this.#ready(child), exited]);
  }

  /** Reads what it says of itself; the organizer's link is said at the first start only. */
  async #ready(child: ChildProcess): Promise<void> {
    if (!child.stdout) throw new Error('the server has no output');
    this.url = '';
    for await (const line of createInterface({ input: child.stdout })) {
      const [, what, value = ''] =
        /^(Yunqiao is ready|Media|First organizer): *(.*)$/.exec(line.trim()) ?? [];
      if (what === 'Yunqiao is ready') this.url = value;
      if (what === 'First organizer') this.setupUrl = value;
      if (what === 'Media') this.#media = value.replace(/^udp /, '').split(/[ ,]/)[0] ?? '';
      if (this.url && this.setupUrl && !this.#media.endsWith(':0')) break;
    }
    this.#listen = `127.0.0.1:${new URL(this.url).port}`;
    child.stdout.resume();
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The chain of facts holds, every paper is whole, and everything that is filed follows from facts. */
  check(): void {
    const env = { ...process.env, YUNQIAO__DATA__DIR: join(this.folder, 'data') };
    execFileSync(binary, ['check'], { cwd: this.folder, env });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  }
}
