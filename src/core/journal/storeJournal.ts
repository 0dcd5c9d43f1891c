import { bytesToHex } from '@noble/curves/abstract/utils'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import { isNothingRecorded } from '../errors/groups'
import { MARKER_LIFETIME, type EndedClosing } from './endedMarkers'
import { uncertainError, unusableError, type EndedMark, type JournalEntry, type JournalRecord, type MarkingJournal } from './journal'
import type { JournalStore } from './journalStore'
import { encodeMarker, encodeRecord } from './recordCodec'
import { createStoreInspector, type Found, type Marker, type UsableRecord } from './storeInspector'

export interface StoreJournalOptions {
  /** The clock, Unix milliseconds. @default Date.now */
  readonly now?: () => number
}

/** How often a change is tried again because another process has changed the same text in the meantime. */
const MOST_TRIES = 20
/** How often a text that is stored is written again, because its write was not confirmed. */
const MOST_CONFIRMATIONS = 3
/** How many old markers are removed at the same time. */
const BATCH = 50

/** A text to store, and the random revision in it. No two texts are ever equal. */
interface Draft {
  readonly revision: string
  readonly text: string
}

/** Revisions are random, so that no two writers ever produce the same one. */
const newRevision = (): string => bytesToHex(crypto.getRandomValues(new Uint8Array(16)))

/**
 * A journal over any store that can compare and set; see `JournalStore` for what the store has to guarantee.
 *
 * **Late and repeated writes.** A driver may send a command again after its answer was lost. So after every write that the
 * store refuses or that fails, the text is read back. If it is the one that was written, it is written once more, because
 * only a write that the store confirms is known to be safe. The place of a removed record keeps a marker for a day, which
 * refuses records of the same closing; `list` removes old markers.
 *
 * **Records that cannot be used.** A damaged record is set aside with its exact text. It may describe a request that was
 * sent, so a new closing of its session is refused (`JOURNAL_DAMAGED`) until a person has removed it. A record that a later
 * version of the library wrote stays where it is and blocks its session too (`JOURNAL_NEWER`).
 */
export function createStoreJournal(store: JournalStore, { now = Date.now }: StoreJournalOptions = {}): MarkingJournal {
  const inspector = createStoreInspector(store)
  const { nameOf } = inspector
  let opening: Promise<void> | null = null

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

  const find = async (key: string): Promise<Found> => inspector.inspect(nameOf(key), await store.get(nameOf(key)))

  async function findReadable(key: string): Promise<Exclude<Found, { kind: 'unreadable' }>> {
    const found = await find(key)
    if (found.kind === 'unreadable') throw new NitroliteError('JOURNAL_FAILED', { reason: found.text.reason })
    return found
  }

  async function usableRecordOf(key: string): Promise<UsableRecord | null> {
    const found = await findReadable(key)
    return found.kind === 'usable' ? found : null
  }

  function draftRecord(key: string, record: JournalRecord): Draft {
    const revision = newRevision()
    return { revision, text: encodeRecord({ key, revision, record }) }
  }

  /** @param earlier closings that the marker in the same place names already */
  function draftMarker(key: string, closingId: string, earlier: readonly EndedClosing[] = []): Draft {
    const revision = newRevision()
    const ended = [...earlier.filter(({ until }) => until > now()), { closingId, until: now() + MARKER_LIFETIME }]
    return { revision, text: encodeMarker({ key, revision, ended }) }
  }

  /**
   * Writes a text with one call of the store. If the store refuses or fails, the text is read back, because the call may
   * have been executed all the same, or twice.
   * @param draft called again for every write
   * @returns what is stored now; null if the store refused it
   */
  async function write(name: string, draft: () => Draft, call: (text: string) => Promise<boolean>): Promise<Draft | null> {
    let current = draft()
    let put = call
    for (let confirmations = 0; ; confirmations += 1) {
      let failure: NitroliteError | null = null
      try {
        if (await put(current.text)) return current
      }
      catch (thrown) {
        // Once an earlier call has stored the text, a later one that certainly changed nothing proves nothing.
        failure = confirmations === 0 ? toNitroliteError(thrown, 'JOURNAL_FAILED') : uncertainError(thrown)
        if (isNothingRecorded(failure.code)) throw failure
      }
      const stored = current.text
      // The first failure says best what is wrong with the store.
      const isStored = await store.get(name).catch((thrown: unknown) => { throw failure ?? uncertainError(thrown) }) === stored
      if (!isStored && !failure) return null
      if (!isStored || confirmations === MOST_CONFIRMATIONS) throw failure ?? new NitroliteError('JOURNAL_FAILED', { reason: 'The store did not confirm a write that it has made.' })
      current = draft()
      put = text => store.update(name, text, stored)
    }
  }

  /** Writes a text where there is no record: where there is nothing, or in the place of a marker. */
  const writeAfresh = (name: string, draft: () => Draft, marker: Marker | null): Promise<Draft | null> =>
    write(name, draft, text => marker ? store.update(name, text, marker.text) : store.insert(name, text))

  /** Tries again while other processes keep changing the same text. @throws `JOURNAL_UNAVAILABLE` */
  async function untilSettled<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const result = await attempt()
      if (result !== undefined) return result
    }
    throw new NitroliteError('JOURNAL_UNAVAILABLE', { reason: 'Other processes kept changing the record of this session.' })
  }

  async function tryToCreate(key: string, record: JournalRecord): Promise<string | null | undefined> {
    // The order matters: whatever was stored under the name is either found here or, if another process moves it
    // meanwhile, among what was set aside.
    const found = await find(key)
    if (found.kind === 'usable' || found.kind === 'unreadable') return null
    const blocking = await inspector.noteSetAside(key) ?? (found.kind === 'unusable' ? found.record : null)
    if (blocking) throw unusableError(blocking)
    const marker = found.kind === 'marker' ? found : null
    if (marker?.ended.some(({ closingId }) => closingId === record.closingId)) return null
    return (await writeAfresh(nameOf(key), () => draftRecord(key, record), marker))?.revision
  }

  async function tryToMarkEnded(key: string, closingId: string): Promise<EndedMark | undefined> {
    const found = await findReadable(key)
    switch (found.kind) {
      case 'usable': return found.entry.record.closingId === closingId ? 'still there' : 'not there'
      // A newer record keeps its place. A damaged one was set aside, which has left its place free.
      case 'unusable': return found.record.kind === 'newer' ? 'not there' : undefined
      case 'nothing': return await writeAfresh(nameOf(key), () => draftMarker(key, closingId), null) ? 'never written' : undefined
      case 'marker': {
        if (found.ended.some(ended => ended.closingId === closingId)) return 'not there'
        // Even a write that is still on its way and names the marker that it has read is refused after this change.
        return await writeAfresh(nameOf(key), () => draftMarker(key, closingId, found.ended), found) ? 'not there' : undefined
      }
    }
  }

  async function removeOldMarkers(markers: readonly { readonly name: string, readonly marker: Marker }[]): Promise<void> {
    const old = markers.filter(({ marker }) => marker.ended.every(({ until }) => until <= now()))
    for (let start = 0; start < old.length; start += BATCH) {
      // A marker that stays does no harm. The next list removes it.
      await Promise.allSettled(old.slice(start, start + BATCH).map(({ name, marker }) => store.remove(name, marker.text)))
    }
  }

  return {
    isDurable: true,
    get unusable() { return inspector.unusable },
    create: (key, record) => run(() => untilSettled(() => tryToCreate(key, record))),
    replace: (key, record, revision) => run(async () => {
      const present = await usableRecordOf(key)
      if (present?.entry.revision !== revision) return null
      const written = await write(nameOf(key), () => draftRecord(key, record), text => store.update(nameOf(key), text, present.text))
      return written?.revision ?? null
    }),
    remove: (key, revision) => run(async () => {
      const present = await usableRecordOf(key)
      if (present?.entry.revision !== revision) return false
      const { record: { closingId } } = present.entry
      return await write(nameOf(key), () => draftMarker(key, closingId), text => store.update(nameOf(key), text, present.text)) !== null
    }),
    markEnded: (key, closingId) => run(() => untilSettled(() => tryToMarkEnded(key, closingId))),
    read: key => run(async () => (await usableRecordOf(key))?.entry ?? null),
    list: () => run(async () => {
      const entries: (JournalEntry & { readonly key: string })[] = []
      const markers: { readonly name: string, readonly marker: Marker }[] = []
      for (const { name, text } of await store.all()) {
        const found = await inspector.inspect(name, text)
        if (found.kind === 'usable') entries.push({ key: found.key, ...found.entry })
        if (found.kind === 'unreadable') inspector.noteUnreadable(found.text)
        if (found.kind === 'marker') markers.push({ name, marker: found })
      }
      await inspector.noteSetAside()
      await removeOldMarkers(markers)
      return entries
    }),
  }
}
