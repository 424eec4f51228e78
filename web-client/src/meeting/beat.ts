/** The part of trusted types that is used; only Chromium has them. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string };
}

const ADDRESS = '/beat.js';

/** Runs something every `ms`, also while the page is in the background; gives what ends it. */
export function beat(ms: number, run: () => void): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const worker = open();
  const fallBack = () => (timer ??= setInterval(run, ms));
  if (worker) {
    worker.onmessage = run;
    worker.onerror = fallBack;
    worker.postMessage(ms);
  } else fallBack();
  return () => {
    worker?.terminate();
    clearInterval(timer);
  };
}

function open(): Worker | null {
  try {
    return new Worker(address());
  } catch {
    return null;
  }
}

let trusted: string | undefined;

/** The service's policy names what may become a worker: this one address. */
function address(): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  trusted ??=
    trustedTypes
      ?.createPolicy('yunqiao-worker', { createScriptURL: () => ADDRESS })
      .createScriptURL(ADDRESS) ?? ADDRESS;
  return trusted;
}
