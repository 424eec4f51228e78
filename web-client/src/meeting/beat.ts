import { workerAddress } from '../worker-address';

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
    return new Worker(workerAddress('/beat.js'));
  } catch {
    return null;
  }
}
