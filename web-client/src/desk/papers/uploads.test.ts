import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { problemOf, Uploads } from './uploads.svelte';

/** A request that does what a test tells it to. */
class Request {
  static sent: Request[] = [];
  upload: { onprogress?: (event: object) => void; onload?: () => void } = {};
  onload?: () => void;
  onerror?: () => void;
  status = 0;
  responseText = '';
  url = '';
  headers: Record<string, string> = {};
  isAborted = false;
  open(_: string, url: string): void {
    this.url = url;
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  send(): void {
    Request.sent.push(this);
  }
  abort(): void {
    this.isAborted = true;
  }
  answer(status: number, body: object): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
  }
}

beforeEach(() => {
  Request.sent = [];
  vi.stubGlobal('XMLHttpRequest', Request);
});
afterEach(() => vi.unstubAllGlobals());

const file = (name: string, size = 3) => new File(['x'.repeat(size)], name);
const target = 'hosts';
const address = (audience: string) => `/api/sessions/s1/papers?audience=${audience}`;
const stages = (uploads: Uploads<string, unknown>) => uploads.list.map(({ stage }) => stage);

test('two files are sent at a time, and the next one when one is there', () => {
  const done = vi.fn();
  const uploads = new Uploads(address, done);
  uploads.add([file('议程.pdf'), file('b.pdf'), file('c.pdf')], target);
  expect(stages(uploads)).toEqual(['sending', 'sending', 'waiting']);
  expect(Request.sent[0]?.url).toBe('/api/sessions/s1/papers?audience=hosts');
  expect(Request.sent[0]?.headers['Slug']).toBe('%E8%AE%AE%E7%A8%8B.pdf');
  Request.sent[0]?.upload.onprogress?.({ loaded: 1, total: 2 });
  expect(uploads.list[0]?.sent).toBe(0.5);
  Request.sent[0]?.upload.onload?.();
  expect(stages(uploads)[0]).toBe('checking');
  Request.sent[0]?.answer(201, { id: 'p1' });
  expect(done).toHaveBeenCalledWith({ id: 'p1' });
  expect(uploads.takeArrived()).toEqual(['议程.pdf']);
  expect(uploads.takeArrived()).toEqual([]);
  expect(stages(uploads)).toEqual(['sending', 'sending']);
  expect(Request.sent).toHaveLength(3);
});

test('what is stopped makes room, and what failed is tried again', () => {
  const uploads = new Uploads(address, vi.fn());
  uploads.add([file('a.pdf'), file('b.pdf'), file('c.pdf')], target);
  const [first] = uploads.list;
  if (first) uploads.drop(first);
  expect(Request.sent[0]?.isAborted).toBe(true);
  expect(stages(uploads)).toEqual(['sending', 'sending']);
  Request.sent[1]?.onerror?.();
  const [failed] = uploads.list;
  expect([failed?.stage, failed?.problem]).toEqual(['failed', 'network']);
  if (failed) uploads.retry(failed);
  expect(stages(uploads)).toEqual(['sending', 'sending']);
  expect(Request.sent).toHaveLength(4);
});

test('a file that is too large is not sent at all', () => {
  const uploads = new Uploads(address, vi.fn());
  uploads.most = { paper: 2, video: 2 };
  uploads.add([file('a.pdf')], target);
  expect(uploads.list[0]?.problem).toBe('too_large');
  expect(Request.sent).toEqual([]);
  expect(uploads.isBusy).toBe(false);
});

test('how large a file may be is learned from the refusal, where nobody has said before', () => {
  const uploads = new Uploads(address, vi.fn());
  uploads.add([file('a.pdf'), file('b.pdf')], target);
  Request.sent[0]?.answer(413, { error: 'too_large', detail: { most: 2 } });
  Request.sent[1]?.answer(413, {});
  expect(uploads.list.map(({ problem, most }) => [problem, most])).toEqual([
    ['too_large', 2],
    ['too_large', undefined],
  ]);
});

test('what follows a file that is too large is sent once', () => {
  const uploads = new Uploads(address, vi.fn());
  uploads.most = { paper: 5, video: 5 };
  uploads.add([file('large.pdf', 6), file('b.pdf'), file('c.pdf')], target);
  expect(stages(uploads)).toEqual(['failed', 'sending', 'sending']);
  expect(Request.sent.map(({ headers }) => headers['Slug'])).toEqual(['b.pdf', 'c.pdf']);
});

test('each refusal has its own words', () => {
  const body = (error: string, detail?: object) => JSON.stringify({ error, detail });
  expect(problemOf(415, body('kind_refused', { why: 'macros' }))).toBe('macros');
  expect(problemOf(415, body('kind_refused', { why: 'of later days' }))).toBe('unknown');
  expect(problemOf(507, body('disk_full'))).toBe('disk_full');
  expect(problemOf(503, body('recording_behind'))).toBe('busy');
  expect(problemOf(408, body('too_slow'))).toBe('network');
  expect(problemOf(401, body('not_signed_in'))).toBe('signed_out');
  expect(problemOf(413, '<html>413 Request Entity Too Large</html>')).toBe('too_large');
  expect(problemOf(413, body('no_room', { room: 3 }))).toBe('no_room');
  expect(problemOf(404, body('not_found'))).toBe('gone');
  expect(problemOf(502, '')).toBe('server');
});

test('a picture of another kind is told of as a picture, a video as a video', () => {
  const uploads = new Uploads(address, vi.fn());
  uploads.add([file('IMG_0001.HEIC'), file('toast.mp4')], target);
  for (const request of Request.sent)
    request.answer(415, { error: 'kind_refused', detail: { why: 'other_video' } });
  expect(uploads.list.map(({ problem }) => problem)).toEqual(['other_picture', 'other_video']);
});

test('whoever leaves stops what is on its way, and begins nothing else', () => {
  const uploads = new Uploads(address, vi.fn());
  uploads.add([file('a.pdf'), file('b.pdf'), file('c.pdf')], target);
  uploads.stop();
  expect(Request.sent.map(({ isAborted }) => isAborted)).toEqual([true, true]);
  expect(uploads.isBusy).toBe(false);
});
