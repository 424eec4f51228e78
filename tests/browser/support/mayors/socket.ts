import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

interface Frame {
  last: boolean;
  kind: number;
  content: Buffer;
}

/** Takes one whole frame off the front of what came, if there is one; a server masks none. */
function takeFrame(buffer: Buffer): { frame: Frame; rest: Buffer } | null {
  if (buffer.length < 2) return null;
  const head = buffer.readUInt8(0);
  const short = buffer.readUInt8(1) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (buffer.length < start) return null;
  const length =
    short === 126
      ? buffer.readUInt16BE(2)
      : short === 127
        ? Number(buffer.readBigUInt64BE(2))
        : short;
  const end = start + length;
  if (buffer.length < end) return null;
  const content = buffer.subarray(start, end);
  return {
    frame: { last: (head & 0x80) !== 0, kind: head & 0x0f, content },
    rest: buffer.subarray(end),
  };
}

function written(kind: number, content: Buffer): Buffer {
  const length = content.length;
  const head = Buffer.alloc(length < 126 ? 2 : 4);
  head.writeUInt8(0x80 | kind, 0);
  head.writeUInt8(0x80 | Math.min(length, 126), 1);
  if (length > 0xffff) throw new Error('nobody says so much at once');
  if (length >= 126) head.writeUInt16BE(length, 2);
  const mask = randomBytes(4);
  const masked = Buffer.from(content.map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
  return Buffer.concat([head, mask, masked]);
}

/** A WebSocket (RFC 6455) as far as a participant without a page needs it: Node 20 has none. */
export class TextSocket {
  #buffer: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];

  private constructor(
    private readonly stream: Duplex,
    private readonly heard: (text: string) => void,
    closed: () => void,
  ) {
    stream.on('data', (data: Buffer) => this.#read(data));
    stream.on('error', () => undefined);
    stream.on('close', closed);
  }

  static open(url: string, heard: (text: string) => void, closed: () => void): Promise<TextSocket> {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      Origin: new URL(url).origin,
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    };
    return new Promise((done, fail) => {
      const asked = request(url, { headers });
      asked.on('upgrade', (_, stream, head) => {
        const socket = new TextSocket(stream, heard, closed);
        done(socket);
        socket.#read(head);
      });
      asked.on('response', ({ statusCode }) => fail(new Error(`no WebSocket: ${statusCode}`)));
      asked.on('error', fail);
      asked.end();
    });
  }

  send(text: string): void {
    this.stream.write(written(TEXT, Buffer.from(text)));
  }

  /** As when a cable is pulled: nobody says goodbye. */
  cut(): void {
    this.stream.destroy();
  }

  #read(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (let taken = takeFrame(this.#buffer); taken; taken = takeFrame(this.#buffer)) {
      this.#buffer = taken.rest;
      this.#take(taken.frame);
    }
  }

  #take({ last, kind, content }: Frame): void {
    if (kind === PING) this.stream.write(written(PONG, content));
    else if (kind === CLOSE) this.stream.end(written(CLOSE, content));
    else if (kind < CLOSE) {
      this.#parts.push(content);
      if (!last) return;
      const text = Buffer.concat(this.#parts).toString('utf8');
      this.#parts = [];
      this.heard(text);
    }
  }
}
