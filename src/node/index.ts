export { createFileJournal } from './fileJournal'
export type { FileJournal, FileJournalOptions } from './fileJournal'
export { createPostgresJournal, type PostgresJournalOptions } from './postgresJournal'
export { createRedisJournal, type RedisJournalOptions } from './redisJournal'
