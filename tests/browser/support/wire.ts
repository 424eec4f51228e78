import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** The network between somebody and the service, for its TCP: it can be cut and mended. */
export class Wire {
  #server = createServer((near) => this.#carry(near));
  #ends = new Set<Socket>();
  #target = 0;
  #isCut = false;

  /** Carries what is sent here to a port of this machine; gives the address to open instead. */
  async to(url: string): Promise<string> {
    this.#target = Number(new URL(url).port);
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  cut(): void {
    this.#isCut = true;
    for (const end of this.#ends) end.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.#server.close(done));
  }

  #carry(near: Socket): void {
    if (this.#isCut) return void near.destroy();
    const far = connect(this.#target, '127.0.0.1');
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#ends.add(end);
      end.pipe(other);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.#ends.delete(end);
        other.destroy();
      });
    }
  }
}
