// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One text in several languages, by BCP 47 tag (`zh-CN`, `en`, `ko`).
 */
export type Localized = { [key in string]: string };
