import { i18n } from '../i18n/i18n.svelte';

const KILO = 1024;

/** `840 kB`, `2.5 MB`: rounded up, so that what has room by its figure has room. */
export function sizeOf(bytes: number): string {
  const large = bytes >= KILO * KILO;
  const count = large ? Math.ceil((bytes / KILO / KILO) * 10) / 10 : Math.ceil(bytes / KILO);
  return new Intl.NumberFormat(i18n.locale === 'ar' ? 'ar-u-nu-latn' : i18n.locale, {
    style: 'unit',
    unit: large ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: 1,
  }).format(count);
}

/** What a name ends with, as people know the kind of a file: `PDF`. */
export const endingOf = (name: string): string => (name.split('.').pop() ?? '').toUpperCase();
