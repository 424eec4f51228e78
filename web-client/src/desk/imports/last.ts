/** Which file was brought last in this browser: whoever comes back finds it again. Where nothing may
 *  be kept, its address alone leads there. */
const KEY = 'yunqiao.import';

export function keepLast(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // Then it is found by its address.
  }
}

export function last(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function forgetLast(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
