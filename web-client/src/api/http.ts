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

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Query = Record<string, string | undefined>;

export interface Request {
  method?: Method;
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

export async function request<Answer>(path: string, how: Request = {}): Promise<Answer> {
  const response = await send(path, how);
  if (!response.ok) throw await refusal(response);
  if (response.status === 204) return undefined as Answer;
  return (await response.json()) as Answer;
}

async function send(path: string, { method = 'GET', query, body, signal }: Request) {
  const headers: Record<string, string> = { Accept: 'application/json' };
  // Another site cannot send this header without being asked: it marks the request as ours.
  if (method !== 'GET') headers['X-Yunqiao'] = '1';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(path + search(query), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'network', 'the server does not answer');
  }
}

function search(query: Query | undefined): string {
  const given = Object.entries(query ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}

async function refusal(response: Response): Promise<ApiError> {
  const wait = Number(response.headers.get('Retry-After')) || undefined;
  try {
    const told = (await response.json()) as { error: string; message: string; detail?: unknown };
    return new ApiError(response.status, told.error, told.message, told.detail, wait);
  } catch {
    return new ApiError(response.status, 'unreadable', response.statusText, undefined, wait);
  }
}
