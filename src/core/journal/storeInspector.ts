import type { EndedClosing } from './endedMarkers'
import type { JournalEntry, UnusableRecord } from './journal'
import type { JournalStore, UnreadableText } from './journalStore'
import { decodeRecord, type DecodedRecord } from './recordCodec'

/** A record that can be used, and the exact text that it was read from. */
export interface UsableRecord {
  readonly kind: 'usable'
  readonly key: string
  readonly entry: JournalEntry
  readonly text: string
}

/** The marker of closings whose records were removed, and the exact text that it was read from. */
export interface Marker {
  readonly kind: 'marker'
  readonly ended: readonly EndedClosing[]
  readonly text: string
}

/** What is stored under a name. */
export type Found =
  | { readonly kind: 'nothing' }
  | UsableRecord
  | Marker
  | { readonly kind: 'unusable', readonly record: UnusableRecord }
  | { readonly kind: 'unreadable', readonly text: UnreadableText }

/** Reads the texts of a store, sets damaged ones aside, and notes all that cannot be used. */
export interface StoreInspector {
  /** Everything that cannot be used, as far as it was found. */
  readonly unusable: readonly UnusableRecord[]
  nameOf(key: string): string
  /** Reads a text. One that cannot be used is noted, and set aside if it is damaged. */
  inspect(name: string, text: string | UnreadableText | null): Promise<Found>
  /** Notes a text that the store cannot read. */
  noteUnreadable(text: UnreadableText): void
  /** Notes everything that was set aside. @returns the record that blocks the key, if there is one */
  noteSetAside(key?: string): Promise<UnusableRecord | null>
}

/** The key that a text names. It is not proven if the text is damaged. */
function keyIn(decoded: DecodedRecord): string | null {
  switch (decoded.kind) {
    case 'ok': return decoded.stored.key
    case 'marker': return decoded.marker.key
    case 'damaged':
    case 'newer': return decoded.key
  }
}

export function createStoreInspector(store: JournalStore): StoreInspector {
  /** By place. */
  const unusable = new Map<string, UnusableRecord>()

  const nameOf = (key: string): string => store.nameOf?.(key) ?? key
  const placeOf = (name: string): string => store.placeOf?.(name) ?? name
  /** The key that an unusable text seems to belong to. */
  const keyOf = (name: string, decoded: DecodedRecord): string | null => store.nameOf ? keyIn(decoded) : name

  function note(record: UnusableRecord): UnusableRecord {
    unusable.set(record.place, record)
    return record
  }

  function damageOf(name: string, decoded: DecodedRecord): string {
    if (decoded.kind === 'damaged') return decoded.reason
    const isMisplaced = decoded.kind !== 'newer' && nameOf(keyIn(decoded) ?? '') !== name
    return isMisplaced ? 'it is stored in the place of another record' : 'it was set aside earlier'
  }

  const damagedRecord = (name: string, decoded: DecodedRecord, place: string): UnusableRecord =>
    ({ kind: 'damaged', key: keyOf(name, decoded), place, reason: damageOf(name, decoded) })

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

  return {
    get unusable() { return [...unusable.values()] },
    nameOf,
    noteUnreadable: (text) => { note({ kind: 'damaged', key: null, ...text }) },
    noteSetAside,
    async inspect(name, text) {
      if (text === null) return { kind: 'nothing' }
      if (typeof text !== 'string') return { kind: 'unreadable', text }
      const decoded = decodeRecord(text)
      if (decoded.kind === 'ok' && nameOf(decoded.stored.key) === name) {
        const { key, record, revision } = decoded.stored
        return { kind: 'usable', key, entry: { record, revision }, text }
      }
      if (decoded.kind === 'marker' && nameOf(decoded.marker.key) === name) return { kind: 'marker', ended: decoded.marker.ended, text }
      if (decoded.kind === 'newer') {
        const reason = `version ${decoded.version}`
        return { kind: 'unusable', record: note({ kind: 'newer', key: keyOf(name, decoded), place: placeOf(name), reason }) }
      }
      const record = damagedRecord(name, decoded, placeOf(name))
      const hasMoved = await store.setAside(name, text, record.reason)
      await noteSetAside()
      if (!hasMoved && await store.get(name) === text) note(record)
      return { kind: 'unusable', record }
    },
  }
}
