/** The most characters of a note. */
const MAX_NOTE = 140

/**
 * Characters that people cannot see, or that change the direction of the text around them. All of them are left out, also those that
 * join letters and emoji in some languages: the words stay readable without them, and with them a note could hide something.
 * Characters without a meaning so far are kept, because a browser does not know the emoji that are newer than itself.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u
const EVERY_HIDDEN = new RegExp(HIDDEN, 'gu')

/** Spaces and line breaks of all kinds. The empty cell of Braille is used as a space. */
const BLANKS = /[\s\u2800]+/g

/** Whether a note can be sent: at most 140 characters, each of which people can see. */
export const isPlainNote = (note: string): boolean => Array.from(note).length <= MAX_NOTE && !HIDDEN.test(note)

/**
 * Makes a note out of what a person typed: in one line, without invisible characters, and at most 140 characters long.
 */
export const plainNoteOf = (typed: string): string => Array.from(typed.replace(BLANKS, ' ').replace(EVERY_HIDDEN, '').trim())
  .slice(0, MAX_NOTE).join('').trim()
