const KEY = 'yunqiao.wall';

/** The token of the link that was opened, which is kept: a screen that starts again shows the same
 *  wall. `null`: none was ever opened here. */
export function takeLink(hash: string): string | null {
  const token = hash.slice(1);
  try {
    if (token === '') return localStorage.getItem(KEY);
    localStorage.setItem(KEY, token);
  } catch {
    // A private window keeps nothing: the link has to be opened again after a reload.
  }
  return token === '' ? null : token;
}

/** It leads nowhere any more. */
export function forgetLink(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // It was never kept then.
  }
}
