import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi';

/** A refusal of the server, or silence: `status` 0 and code `network`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    // Its shape depends on the code.
    readonly detail: unknown = undefined,
    /** Seconds to wait, when the server said so. */
    readonly retryAfter: number | undefined = undefined,
  ) {
    super(message);
  }
}

export const client = createClient<paths>({
  // The page's own fetch, looked up when it is called.
  fetch: (request) => fetch(request),
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
});

client.use({
  onRequest({ request }) {
    // Another site cannot send this header without being asked: it marks the request as ours.
    if (request.method !== 'GET') request.headers.set('X-Yunqiao', '1');
    return request;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    return new ApiError(0, 'network', 'the server does not answer');
  },
});

interface Answer<Data> {
  data?: Data;
  error?: { error: string; message: string; detail?: unknown } | string;
  response: Response;
}

/** The answer itself; a refusal is thrown. */
export async function answered<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await asked;
  if (response.ok) return data as Data;
  const wait = Number(response.headers.get('Retry-After')) || undefined;
  const told = typeof error === 'object' ? error : { error: 'unreadable', message: String(error) };
  throw new ApiError(response.status, told.error, told.message, told.detail, wait);
}
