import { afterEach, expect, test, vi } from 'vitest';
import { answered, ApiError, client } from './http';

afterEach(() => vi.unstubAllGlobals());

/** The server's next answer; what was asked of it is returned. */
function serverSays(answer: () => Response): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request);
    return answer();
  });
  return asked;
}

const json = (body: unknown, init: ResponseInit) =>
  new Response(JSON.stringify(body), {
    ...init,
    headers: { 'Content-Type': 'application/json', ...init.headers },
  });

test('what changes something carries the mark of our own page, what reads does not', async () => {
  const asked = serverSays(() => new Response(null, { status: 204 }));
  await answered(client.POST('/api/logout'));
  await answered(client.GET('/api/zones'));
  expect(asked.map((request) => request.headers.get('X-Yunqiao'))).toEqual(['1', null]);
});

test('a refusal is thrown with its code, its detail and how long to wait', async () => {
  serverSays(() =>
    json(
      { error: 'too_many', message: 'Too many.', detail: { left: 0 } },
      { status: 429, headers: { 'Retry-After': '7' } },
    ),
  );
  const thrown = await answered(client.GET('/api/me')).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(ApiError);
  expect(thrown).toMatchObject({
    status: 429,
    code: 'too_many',
    detail: { left: 0 },
    retryAfter: 7,
  });
});

test('a refusal that is no JSON is still a refusal', async () => {
  serverSays(() => new Response('<html>', { status: 502 }));
  await expect(answered(client.GET('/api/me'))).rejects.toMatchObject({
    status: 502,
    code: 'unreadable',
  });
});

test('silence is an error of the network', async () => {
  serverSays(() => {
    throw new TypeError('failed to fetch');
  });
  await expect(answered(client.GET('/api/me'))).rejects.toMatchObject({
    status: 0,
    code: 'network',
  });
});
