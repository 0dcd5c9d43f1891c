import { NitroliteError } from '../../errors/errors'
import { utf8 } from '../../wallet/bytes'

/**
 * Characters that people cannot see, or that make a text look like another one. `C` has NUL and other controls, direction
 * marks, zero widths, halves of a pair without the other half, and characters for private use or without a meaning. The others
 * are line separators, letters and marks that screens leave out, and the empty cell of Braille.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u

/** The first character of a text that cannot be shown safely, as `U+` and its number. Null if all can be shown. */
function findUnsafeCharacter(text: string): string | null {
  const number = UNSAFE.exec(text)?.[0].codePointAt(0)
  return number === undefined ? null : `U+${number.toString(16).toUpperCase().padStart(4, '0')}`
}

/**
 * Checks new session data of a proposal. The node would accept most of what is refused here, but a person could not see what
 * they sign. ClearNode 0.5.2 answers NUL with a text that does not prove a refusal.
 * @param limit most bytes in UTF-8
 * @throws `PROPOSAL_DATA_SUSPICIOUS`, `PROPOSAL_DATA_TOO_LONG`
 */
export function checkSessionData(text: string, limit: number): void {
  const character = findUnsafeCharacter(text)
  if (character !== null) throw new NitroliteError('PROPOSAL_DATA_SUSPICIOUS', { character })
  const bytes = utf8(text).length
  if (bytes > limit) throw new NitroliteError('PROPOSAL_DATA_TOO_LONG', { bytes, limit })
}
