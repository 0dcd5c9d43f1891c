/** A text in a store, with the name it is stored under. */
export interface StoredText {
  readonly name: string
  readonly text: string | UnreadableText
}

/** A text that exists but that the store cannot read, such as a file on a bad block of a disk. */
export interface UnreadableText {
  /** Where it is, for a person who looks for it. */
  readonly place: string
  readonly reason: string
}

/** A text that was moved away because it is not a valid record. */
export interface SetAsideText {
  /** The name that it was stored under. */
  readonly name: string
  /** Exactly as it was found; empty if it can no longer be read. */
  readonly text: string
  /** Where it is now, for a person who looks for it. Different for each text that was set aside. */
  readonly place: string
}

/**
 * The storage that `createStoreJournal` needs: texts by name. The journals for IndexedDB, a folder, Postgres and Redis are
 * all built on it, and so can be one for your own database.
 *
 * **Atomic.** `insert`, `update`, `remove` and `setAside` each check and write in one step. If two callers, in any process,
 * call one of them at the same time, the second one must see what the first one did.
 *
 * **Durable.** A promise resolves only when the change can no longer be lost.
 *
 * **Current.** `get`, `all` and `listSetAside` see every change that has resolved before they were called, whoever made it.
 * Do not read from a replica or a cache.
 *
 * **Rejected promises.** Reject with `new NitroliteError('JOURNAL_UNAVAILABLE', { reason })` only if the change was certainly
 * not made. Reject with any other error if it was not made or may have been made. The journal then reads the text back. If
 * it finds exactly what it wrote, it writes that once more; nothing is sent before the store has confirmed a write.
 *
 * **Every wait ends.** Give the connection a time limit, so that no promise stays open when the server no longer answers. A
 * write may arrive after its promise has rejected, or be executed twice: the journal recognises both.
 *
 * @example
 * // A journal in SQLite (better-sqlite3). A row with a reason was set aside.
 * // CREATE TABLE closings (name TEXT NOT NULL, text TEXT NOT NULL, reason TEXT);
 * // CREATE UNIQUE INDEX one_record ON closings (name) WHERE reason IS NULL;
 * const run = async (sql, ...values) => db.prepare(sql).run(...values).changes === 1
 * const journal = createStoreJournal({
 *   insert: (name, text) => run('INSERT OR IGNORE INTO closings (name, text) VALUES (?, ?)', name, text),
 *   update: (name, text, present) =>
 *     run('UPDATE closings SET text = ? WHERE name = ? AND text = ? AND reason IS NULL', text, name, present),
 *   remove: (name, present) => run('DELETE FROM closings WHERE name = ? AND text = ? AND reason IS NULL', name, present),
 *   get: async name => db.prepare('SELECT text FROM closings WHERE name = ? AND reason IS NULL').get(name)?.text ?? null,
 *   all: async () => db.prepare('SELECT name, text FROM closings WHERE reason IS NULL').all(),
 *   setAside: (name, present, reason) =>
 *     run('UPDATE closings SET reason = ? WHERE name = ? AND text = ? AND reason IS NULL', reason, name, present),
 *   listSetAside: async () =>
 *     db.prepare('SELECT name, text, \'row \' || rowid AS place FROM closings WHERE reason IS NOT NULL').all(),
 * })
 */
export interface JournalStore {
  /**
   * Called once before any other method, and again after it has rejected. Nothing has been written yet, so every rejection
   * is reported as `JOURNAL_UNAVAILABLE`.
   * @throws if the store cannot be used, or if its settings allow it to lose a change that it has confirmed
   * @default nothing to prepare
   */
  open?(): Promise<void>
  /**
   * Stores the text if there is none under the name.
   * @returns false if there is one; it is left as it is
   */
  insert(name: string, text: string): Promise<boolean>
  /**
   * Replaces the text if it is exactly `present`.
   * @returns false if it is another text or there is none; nothing is changed then
   */
  update(name: string, text: string, present: string): Promise<boolean>
  /**
   * Removes the text if it is exactly `present`.
   * @returns false if it is another text or there is none; nothing is changed then
   */
  remove(name: string, present: string): Promise<boolean>
  /** @returns null if there is no text under the name */
  get(name: string): Promise<string | UnreadableText | null>
  /** Every text except those set aside, in any order. It need not be a snapshot of one moment. */
  all(): Promise<readonly StoredText[]>
  /**
   * Moves a text that is not a valid record to where `listSetAside` finds it, if it is exactly `present`. At no moment may
   * the text be in neither place, and a text that was set aside earlier must not be overwritten: if there is no room for
   * another one under the name, leave the text where it is and return false.
   * @param reason what is wrong with the text, for a person who looks at the store
   * @returns whether the text was moved
   */
  setAside(name: string, present: string, reason: string): Promise<boolean>
  /** Everything that was set aside and that nobody has removed since. Their sessions stay blocked as long as it is listed. */
  listSetAside(): Promise<readonly SetAsideText[]>
  /**
   * The name for a key, for a store that cannot use keys as names, because of their length or characters. Different keys
   * need different names. Keys look like `wss://node.example/ws#0x…`, or `wss://node.example/ws#0x…/0x…` for the signature that a
   * wallet gives to another participant.
   * @default the key itself
   */
  nameOf?(key: string): string
  /**
   * Where a person finds the text of a name; used in error texts.
   * @default the name
   */
  placeOf?(name: string): string
}
