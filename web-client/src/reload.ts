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
