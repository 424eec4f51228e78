// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Resume } from "./Resume";

export type Hello = { protocol: number, 
/**
 * The pass that `POST /api/join` gave for the link.
 */
pass: string, 
/**
 * Edition of the privacy notice that was acknowledged on the pre-join page.
 */
acknowledged?: string, 
/**
 * Random name of this tab, kept over reloads: the same device never counts twice.
 */
device: string, 
/**
 * The language the person reads the screen in.
 */
language: string, resume?: Resume, };
