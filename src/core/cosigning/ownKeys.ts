import type { ClosingContext } from '../closing/context'
import { ownKeyKey } from '../journal/journal'
import type { Address, Hex } from '../types'
import { noteRecord, type NoteParts } from './noteRecord'

/**
 * Notes in the journal that this client has made a session key to sign for a session. The record of the signature is removed once the
 * signature can no longer be used, and the node may list the key for longer. Never rejects: without the note, a page that is loaded
 * later only warns of the key.
 * @param life for how long the node lists the key, in milliseconds
 */
export async function noteOwnKey(parts: NoteParts, key: Address, life: number): Promise<void> {
  const { context: { url, journal, timers, report }, session, wallet } = parts
  try {
    const record = await noteRecord(parts, { ownKey: { key, until: timers.now() + life } })
    await journal.create(ownKeyKey(url, session.id, wallet, key), record)
  }
  catch (thrown) {
    report(thrown)
  }
}

/** Whether a client that uses this journal has made the key. False if the journal cannot be read: nothing can be signed then. */
export const isOwnKey = (
  { url, journal }: Pick<ClosingContext, 'url' | 'journal'>, sessionId: Hex, wallet: Address, key: Address,
): Promise<boolean> => journal.read(ownKeyKey(url, sessionId, wallet, key)).then(entry => entry !== null, () => false)
