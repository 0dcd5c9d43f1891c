import { bytesToHex } from '@noble/curves/abstract/utils'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import { unusableError, type Journal, type JournalEntry, type JournalRecord, type UnusableRecord } from './journal'
import type { JournalStore, UnreadableText } from './journalStore'
import { decodeRecord, encodeRecord, type DecodedRecord } from './recordCodec'

/** A record that can be used, and the exact text that it was read from. */
interface UsableRecord {
  readonly kind: 'usable'
  readonly key: string
  readonly entry: JournalEntry
  readonly text: string
}

/** What is stored under a name. */
type Found =
  | { readonly kind: 'nothing' }
  | UsableRecord
  | { readonly kind: 'unusable', readonly record: UnusableRecord }
  | { readonly kind: 'unreadable', readonly text: UnreadableText }

/** The key that a text names. It is not proven if the text is damaged. */
const keyIn = (decoded: DecodedRecord): string | null => decoded.kind === 'ok' ? decoded.stored.key : decoded.key

/** Revisions are random, so that no two writers ever produce the same one. */
const newRevision = (): string => bytesToHex(crypto.getRandomValues(new Uint8Array(16)))

/**
 * A journal over any store that can compare and set; see `JournalStore` for what the store has to guarantee.
 *
 * A damaged record is set aside with its exact text. It may describe a request that was sent, so a new closing of its session
 * is refused (`JOURNAL_DAMAGED`) until a person has removed it. A record that a later version of the library wrote stays where
 * it is and blocks its session too (`JOURNAL_NEWER`).
 */
export function createStoreJournal(store: JournalStore): Journal {
  /** By place. */
  const unusable = new Map<string, UnusableRecord>()
  let opening: Promise<void> | null = null

  const nameOf = (key: string): string => store.nameOf?.(key) ?? key
  const placeOf = (name: string): string => store.placeOf?.(name) ?? name
  /** The key that an unusable text belongs to, as far as anybody can tell. */
  const keyOf = (name: string, decoded: DecodedRecord): string | null => store.nameOf ? keyIn(decoded) : name

  const open = (): Promise<void> => opening ??= (async () => store.open?.())().catch((thrown: unknown) => {
    opening = null
    throw toNitroliteError(thrown, 'JOURNAL_UNAVAILABLE')
  })

  async function run<T>(task: () => Promise<T>): Promise<T> {
    try {
      await open()
      return await task()
    }
    catch (thrown) {
      throw toNitroliteError(thrown, 'JOURNAL_FAILED')
    }
  }

  function note(record: UnusableRecord): UnusableRecord {
    unusable.set(record.place, record)
    return record
  }

  function damageOf(name: string, decoded: DecodedRecord): string {
    if (decoded.kind === 'damaged') return decoded.reason
    const isMisplaced = decoded.kind === 'ok' && nameOf(decoded.stored.key) !== name
    return isMisplaced ? 'it is stored in the place of another record' : 'it was set aside earlier'
  }

  const damagedRecord = (name: string, decoded: DecodedRecord, place: string): UnusableRecord =>
    ({ kind: 'damaged', key: keyOf(name, decoded), place, reason: damageOf(name, decoded) })

  /** Notes everything that was set aside. @returns the record that blocks the key, if there is one */
  async function noteSetAside(key?: string): Promise<UnusableRecord | null> {
    let blocking: UnusableRecord | null = null
    for (const { name, text, place } of await store.listSetAside()) {
      const decoded = decodeRecord(text)
      const record = note(damagedRecord(name, decoded, place))
      // A record in the place of another one blocks both sessions.
      if (key !== undefined && (name === nameOf(key) || keyIn(decoded) === key)) blocking ??= record
    }
    return blocking
  }

  /** Reads a text. One that cannot be used is noted, and set aside if it is damaged. */
  async function inspect(name: string, text: string | UnreadableText | null): Promise<Found> {
    if (text === null) return { kind: 'nothing' }
    if (typeof text !== 'string') return { kind: 'unreadable', text }
    const decoded = decodeRecord(text)
    if (decoded.kind === 'ok' && nameOf(decoded.stored.key) === name) {
      const { key, record, revision } = decoded.stored
      return { kind: 'usable', key, entry: { record, revision }, text }
    }
    if (decoded.kind === 'newer') {
      const reason = `version ${decoded.version}`
      return { kind: 'unusable', record: note({ kind: 'newer', key: keyOf(name, decoded), place: placeOf(name), reason }) }
    }
    const record = damagedRecord(name, decoded, placeOf(name))
    const hasMoved = await store.setAside(name, text, record.reason)
    await noteSetAside()
    if (!hasMoved && await store.get(name) === text) note(record)
    return { kind: 'unusable', record }
  }

  async function usableRecordOf(key: string): Promise<UsableRecord | null> {
    const found = await inspect(nameOf(key), await store.get(nameOf(key)))
    if (found.kind === 'unreadable') throw new NitroliteError('JOURNAL_FAILED', { reason: found.text.reason })
    return found.kind === 'usable' ? found : null
  }

  function encode(key: string, record: JournalRecord): { readonly revision: string, readonly text: string } {
    const revision = newRevision()
    return { revision, text: encodeRecord({ key, revision, record }) }
  }

  return {
    isDurable: true,
    get unusable() { return [...unusable.values()] },
    create: (key, record) => run(async () => {
      // The order matters: whatever was stored under the name is either found here or, if another process moves it
      // meanwhile, among what was set aside.
      const found = await inspect(nameOf(key), await store.get(nameOf(key)))
      if (found.kind === 'usable' || found.kind === 'unreadable') return null
      const blocking = await noteSetAside(key) ?? (found.kind === 'unusable' ? found.record : null)
      if (blocking) throw unusableError(blocking)
      const { revision, text } = encode(key, record)
      return await store.insert(nameOf(key), text) ? revision : null
    }),
    replace: (key, record, revision) => run(async () => {
      const present = await usableRecordOf(key)
      if (present?.entry.revision !== revision) return null
      const next = encode(key, record)
      return await store.update(nameOf(key), next.text, present.text) ? next.revision : null
    }),
    remove: (key, revision) => run(async () => {
      const present = await usableRecordOf(key)
      return present?.entry.revision === revision && store.remove(nameOf(key), present.text)
    }),
    read: key => run(async () => (await usableRecordOf(key))?.entry ?? null),
    list: () => run(async () => {
      const entries: (JournalEntry & { readonly key: string })[] = []
      for (const { name, text } of await store.all()) {
        const found = await inspect(name, text)
        if (found.kind === 'usable') entries.push({ key: found.key, ...found.entry })
        if (found.kind === 'unreadable') note({ kind: 'damaged', key: null, ...found.text })
      }
      await noteSetAside()
      return entries
    }),
  }
}
