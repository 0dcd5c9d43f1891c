export { createFileJournal } from './fileJournal'
export type { FileJournal, FileJournalOptions } from './fileJournal'
export type { DamagedRecord, NewerRecord } from './recordInspector'
