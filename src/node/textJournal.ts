import { randomBytes } from 'node:crypto'
import type { Journal, JournalEntry, UnusableRecord } from '../core/journal/journal'
import { decodeRecord, encodeRecord } from '../core/journal/recordCodec'
import { NitroliteError, toNitroliteError } from '../core/errors/errors'

/** A text that was set aside because it cannot be read. */
export interface SetAsideText {
  readonly key: string
  readonly place: string
  readonly reason: string
}

/**
 * What a journal asks of a store that processes share. Each call is one atomic step; a promise that resolves means that it
 * is safe, as the store's own settings understand it.
 */
export interface TextStore {
  /** Checked once before the first call. @throws why the store may lose what it has confirmed */
  open(): Promise<void>
  /** @returns false when there is a text for the key already */
  insert(key: string, text: string): Promise<boolean>
  /** @returns false when the text of the key is not exactly `present` any more */
  update(key: string, text: string, present: string): Promise<boolean>
  /** @returns as `update` */
  remove(key: string, present: string): Promise<boolean>
  get(key: string): Promise<string | null>
  all(): Promise<readonly (readonly [key: string, text: string])[]>
  /**
   * Moves a text to where nobody takes it for a record, if it is still exactly `present`. Where one of the same key lies
   * there already, the text stays where it is: nothing that was written is ever dropped.
   */
  setAside(key: string, present: string, reason: string): Promise<void>
  /** What was set aside: of one key, or everything. */
  aside(key?: string): Promise<readonly SetAsideText[]>
}

interface Found {
  readonly entry: JournalEntry
  readonly text: string
}

/**
 * A journal over a store of texts. Damaged records are set aside and block their session (`JOURNAL_DAMAGED`); those of a
 * later version of the library stay where they are (`JOURNAL_NEWER`).
 */
export function createTextJournal(store: TextStore): Journal {
  const unusable = new Map<string, UnusableRecord>()
  let opening: Promise<void> | null = null

  const open = (): Promise<void> => opening ??= store.open().catch((thrown: unknown) => {
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

  const note = (record: UnusableRecord): void => { unusable.set(record.place, record) }
  const describe = ({ key, place, reason }: SetAsideText): UnusableRecord => ({ kind: 'damaged', key, place, reason })

  /** The record in a text; one that cannot be used is noted, and set aside where it is damaged. */
  async function read(key: string, text: string): Promise<Found | null> {
    const decoded = decodeRecord(text)
    if (decoded.kind === 'newer') {
      note({ kind: 'newer', key, place: key, reason: `version ${decoded.version}` })
      return null
    }
    if (decoded.kind === 'ok' && decoded.stored.key === key) {
      const { record, revision } = decoded.stored
      return { entry: { record, revision }, text }
    }
    await store.setAside(key, text, decoded.kind === 'ok' ? 'it lies under the key of another record' : decoded.reason)
    for (const each of await store.aside(key)) note(describe(each))
    return null
  }

  async function find(key: string): Promise<Found | null> {
    const text = await store.get(key)
    return text === null ? null : read(key, text)
  }

  async function refuseIfUnusable(key: string): Promise<void> {
    const [aside] = await store.aside(key)
    if (aside) {
      note(describe(aside))
      throw new NitroliteError('JOURNAL_DAMAGED', { place: aside.place, reason: aside.reason })
    }
    const newer = unusable.get(key)
    if (newer && await store.get(key) !== null) throw new NitroliteError('JOURNAL_NEWER', { place: key, reason: newer.reason })
  }

  const encode = (key: string, record: JournalEntry['record']) => {
    const revision = randomBytes(16).toString('hex')
    return { revision, text: encodeRecord({ key, revision, record }) }
  }

  return {
    isDurable: true,
    get unusable() { return [...unusable.values()] },
    create: (key, record) => run(async () => {
      // Looks first, so that what cannot be used is set aside or known.
      if (await find(key)) return null
      await refuseIfUnusable(key)
      const { revision, text } = encode(key, record)
      return await store.insert(key, text) ? revision : null
    }),
    replace: (key, record, revision) => run(async () => {
      const found = await find(key)
      if (found?.entry.revision !== revision) return null
      const next = encode(key, record)
      return await store.update(key, next.text, found.text) ? next.revision : null
    }),
    remove: (key, revision) => run(async () => {
      const found = await find(key)
      return found?.entry.revision === revision && store.remove(key, found.text)
    }),
    read: key => run(async () => (await find(key))?.entry ?? null),
    list: () => run(async () => {
      for (const each of await store.aside()) note(describe(each))
      const entries: (JournalEntry & { readonly key: string })[] = []
      for (const [key, text] of await store.all()) {
        const found = await read(key, text)
        if (found) entries.push({ key, ...found.entry })
      }
      return entries
    }),
  }
}
