// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { FetchedView } from "./FetchedView";
import type { FilmView } from "./FilmView";
import type { ShowingView } from "./ShowingView";

/**
 * The greeting videos of a session.
 */
export type FilmsView = { 
/**
 * In the order of the agenda; those of closed items not for press and observers.
 */
films: Array<FilmView>, showing: ShowingView | null, 
/**
 * How much people have of them; empty unless the reader is a host or technician. Whoever is not
 * named has nothing of it yet.
 */
fetched: Array<FetchedView>, };
