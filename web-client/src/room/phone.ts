/** A phone, upright or on its side: one column, and the panel is a sheet over the stage. The styles
 *  of the room write the same condition; a test compares them. */
export const PHONE = '(max-width: 53.75em), (max-width: 58.25em) and (max-height: 31.25em)';
