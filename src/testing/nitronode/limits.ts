import { Refusal } from '../embedded/refusal'

const LONGEST_DATA = 1024

/** What an application id looks like. */
export const APPLICATION_FORM = /^[a-z0-9_-]{1,66}$/

/** @throws Refusal for session data of more than 1,024 bytes */
export function checkDataLength(sessionData: string): void {
  if (new TextEncoder().encode(sessionData).length > LONGEST_DATA) {
    throw new Refusal(`session_data exceeds maximum length of ${LONGEST_DATA}`)
  }
}

/** @throws Refusal for more signatures than participants */
export function checkSignatureCount(signatures: readonly string[], participants: readonly unknown[]): void {
  if (signatures.length > participants.length) {
    throw new Refusal(`quorum_sigs count (${signatures.length}) exceeds participants count (${participants.length})`)
  }
}

/** The database cannot store a NUL. @param prefix start of the refusal's text @throws Refusal */
export function checkStorable(text: string, prefix: string): void {
  if (text.includes('\0')) throw new Refusal(`${prefix}: ERROR: invalid byte sequence for encoding "UTF8": 0x00 (SQLSTATE 22021)`)
}
