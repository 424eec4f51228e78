import type { Role } from '../generated/protocol';

/** Observers and press follow; everybody else may send, raise a hand and write. */
export function takesPart(role: Role): boolean {
  switch (role) {
    case 'host':
    case 'delegate':
    case 'interpreter':
    case 'technician':
      return true;
    case 'observer':
    case 'press':
      return false;
  }
}

/** Slides and films come from those who speak, and from the technicians who show them for others. */
export function mayShare(role: Role): boolean {
  switch (role) {
    case 'host':
    case 'delegate':
    case 'technician':
      return true;
    case 'interpreter':
    case 'observer':
    case 'press':
      return false;
  }
}

export const ROLES: readonly Role[] = [
  'host',
  'delegate',
  'interpreter',
  'observer',
  'press',
  'technician',
];
