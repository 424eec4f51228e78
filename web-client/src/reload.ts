const ONCE_IN = 60_000;
const KEY = 'yunqiao.reloaded';

/** Loads the page anew after the service got a newer one; gives whether it does. A reload that
 *  changed nothing is not tried again soon, and none is tried where that cannot be remembered. */
export function reloadOnce(reload: () => void = () => location.reload()): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < ONCE_IN) return false;
    sessionStorage.setItem(KEY, String(Date.now()));
  } catch {
    return false;
  }
  reload();
  return true;
}

/** A part of the page was not to be had. A service that answers, and yet lacks it, is newer than this
 *  page, which is then loaded anew; gives whether it is. */
export async function reloadIfOlder(
  isWanted: () => boolean,
  reload?: () => void,
): Promise<boolean> {
  return (await isReachable()) && isWanted() && reloadOnce(reload);
}

/** Whether the service answers. */
export async function isReachable(): Promise<boolean> {
  try {
    const { ok } = await fetch('/', { method: 'HEAD', cache: 'no-store' });
    return ok;
  } catch {
    return false;
  }
}
