import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const binary =
  process.env.YUNQIAO_SENDERS ?? resolve(import.meta.dirname, '../../../target/release/senders');

/** Headless people who send without weighing on the machine that is measured. */
export class Senders {
  private constructor(private readonly child: ChildProcess) {}

  static async join(server: string, links: readonly string[]): Promise<Senders> {
    const child = spawn(binary, [server, ...links], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise<never>((_, reject) => {
      child.once('exit', (code) => reject(new Error(`the senders ended (${String(code)})`)));
      child.once('error', reject);
    });
    ended.catch(() => undefined);
    const sending = (async () => {
      for await (const line of createInterface({ input: child.stdout }))
        if (line === 'sending') return;
    })();
    await Promise.race([sending, ended]);
    return new Senders(child);
  }

  async leave(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.stdin?.end();
    await gone;
  }
}
