// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * What a ballot says: the number of an option, from 0 (0 is for, 1 against where options have no
 * names); the number after the last is an abstention. Nothing that is printed for people who look
 * after the service shows it.
 */
export type VoteChoice = number;
