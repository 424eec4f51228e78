// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * Why a request was refused. Stable codes: the client has a sentence for each in nine languages.
 */
export type Reason = "malformed" | "too_large" | "too_fast" | "not_allowed" | "not_admitted" | "no_such_person" | "no_such_item" | "no_such_cue" | "wrong_state" | "too_early" | "last_host" | "other_device" | "bad_offer" | "unsupported_codec" | "screen_taken" | "recording_behind" | "session_ended" | "full" | "microphone_closed" | "vote_not_open" | "vote_is_open" | "already_voted" | "not_called" | "no_voters" | "no_such_note" | "note_changed" | "not_on_stage" | "backstage" | "no_such_room" | "in_side_room" | "signing_not_open" | "signing_is_open" | "not_your_turn" | "other_document" | "no_such_paper" | "not_all_signed" | "no_such_photo" | "no_consent" | "no_such_film" | "film_is_shown";
