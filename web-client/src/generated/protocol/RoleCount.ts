// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Role } from "./Role";

export type RoleCount = { role: Role, people: number, };
