/** What some browsers tell of the network. The rest of it changes with every estimate of its speed. */
interface NetworkInformation extends EventTarget {
  type?: string;
}

export interface NetworkEvents {
  /** The device is on another network, or on one again. */
  changed(): void;
  /** The page is looked at again. */
  seen(): void;
}

/** Follows the network of the device; gives what ends it. */
export function followNetwork({ changed, seen }: NetworkEvents): () => void {
  const { connection } = navigator as { connection?: NetworkInformation };
  let type = connection?.type;
  function compare(): void {
    if (connection?.type === type) return;
    type = connection?.type;
    changed();
  }
  function look(): void {
    if (document.visibilityState === 'visible') seen();
  }
  addEventListener('online', changed);
  connection?.addEventListener('change', compare);
  document.addEventListener('visibilitychange', look);
  return () => {
    removeEventListener('online', changed);
    connection?.removeEventListener('change', compare);
    document.removeEventListener('visibilitychange', look);
  };
}
