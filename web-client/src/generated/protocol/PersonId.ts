// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One invited person, the same over all sessions they are invited to by that link holder's office.
 */
export type PersonId = string;
