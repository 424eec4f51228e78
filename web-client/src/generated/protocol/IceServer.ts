// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * As `RTCIceServer` of browsers.
 */
export type IceServer = { urls: Array<string>, username: string, credential: string, };
