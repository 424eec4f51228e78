// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Role } from "./Role";

/**
 * Who has a vote.
 */
export type Electorate = { "by": "delegation" } | { "by": "person", roles: Array<Role>, };
