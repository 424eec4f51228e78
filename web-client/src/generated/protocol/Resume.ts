// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * Where the client was when it lost the connection.
 */
export type Resume = { epoch: number, seq: number, 
/**
 * As `you.sends` last said: whoever did not send does not take the floor by coming back.
 */
sends: boolean, };
