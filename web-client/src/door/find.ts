import type { Localized } from '../i18n/localized';
import type { Guest } from './marks';

/** Letters as they are compared: without case, marks and blanks, in whatever script. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{Mn}\p{P}\s]/gu, '')
    .toLowerCase();

const all = (text: Localized): string[] => Object.values(text);

/** The guests whose name, title, city or code has what is looked for, in any of their languages. */
export function find(guests: readonly Guest[], wanted: string): Guest[] {
  const words = wanted.split(/\s+/).map(plain).filter(Boolean);
  return guests.filter((guest) => {
    const texts = [...all(guest.name), ...all(guest.title), ...all(guest.city), guest.code];
    const written = texts.map(plain).join(' ');
    return words.every((word) => written.includes(word));
  });
}

const PREFIX = 'YQ';

/** What stands in the square that a guest shows. */
export const squareText = (code: string): string => PREFIX + code;

/** The guest whose square was read. */
export const guestOf = (guests: readonly Guest[], text: string): Guest | undefined =>
  guests.find((guest) => squareText(guest.code) === text.trim().toUpperCase());
