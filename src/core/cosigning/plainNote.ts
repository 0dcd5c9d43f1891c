/** The most characters of a note. */
const MAX_NOTE = 140

/** Characters that are invisible, change the direction of the text around them, or have no meaning of their own. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u
const EVERY_HIDDEN = new RegExp(HIDDEN, 'gu')

/** Whether a note can be sent: at most 140 characters, each of which people can see. */
export const isPlainNote = (note: string): boolean => Array.from(note).length <= MAX_NOTE && !HIDDEN.test(note)

/**
 * Makes a note out of what a person typed: in one line, without invisible characters, and at most 140 characters long.
 */
export const plainNoteOf = (typed: string): string => Array.from(typed.replace(/\s+/g, ' ').replace(EVERY_HIDDEN, '').trim())
  .slice(0, MAX_NOTE).join('').trim()
