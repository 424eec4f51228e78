import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

const binary =
  process.env.YUNQIAO_RELAY ?? resolve(import.meta.dirname, '../../../target/debug/relay');

/** Milliseconds, bits a second, shares from 0 to 1; what is left out is fair. */
export interface Weather {
  loss?: number;
  delay?: number;
  jitter?: number;
  reorder?: number;
  rate?: number;
  queue?: number;
}

export interface Passage {
  arrived: number;
  late: number;
  lost: number;
  overflowed: number;
  bytes: number;
}

/** A bad network in front of a server that announces it as its `media.public_address`. */
export class Relay {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    private readonly reader: Interface,
    readonly address: string,
  ) {}

  static async start(seed: number): Promise<Relay> {
    const listen = `${process.env.YUNQIAO_TEST_ADDRESS ?? '127.0.0.1'}:0`;
    const child = spawn(binary, [listen, String(seed)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const reader = createInterface({ input: child.stdout });
    const lines = reader[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) throw new Error('the relay did not start');
    return new Relay(child, lines, reader, first.value);
  }

  async leadTo(server: string): Promise<void> {
    await this.#order(`server ${server}`);
  }

  async set(direction: 'up' | 'down', weather: Weather): Promise<void> {
    const words = Object.entries(weather).map(([key, value]) => `${key}=${value}`);
    await this.#order([direction, ...words].join(' '));
  }

  async passage(): Promise<{ up: Passage; down: Passage }> {
    return JSON.parse(await this.#order('passage')) as { up: Passage; down: Passage };
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.stdin?.end();
    await gone;
    this.reader.close();
  }

  /** Orders are given one after another. */
  async #order(line: string): Promise<string> {
    this.child.stdin?.write(`${line}\n`);
    const answer = await this.lines.next();
    if (answer.done || answer.value.startsWith('error')) {
      throw new Error(`relay: ${line}: ${answer.done ? 'it has ended' : answer.value}`);
    }
    return answer.value;
  }
}
