import type { World } from './world'

const TABLES = ['nitrolite_rooms', 'nitrolite_rooms_workers', 'nitrolite_rooms_archiving', 'nitrolite_closings', 'nitrolite_closings_damaged', 'nitrolite_logins']

/** Several statements without values are one transaction. */
const transaction = (world: World, statements: readonly string[]): Promise<unknown> => world.query(statements.join('; '))

/** Copies all tables as they are at one moment. */
export async function makeBackup(world: World): Promise<void> {
  await transaction(world, [
    'BEGIN ISOLATION LEVEL REPEATABLE READ',
    ...TABLES.map(table => `CREATE TABLE backup_${table} AS TABLE ${table}`),
    'COMMIT',
  ])
}

/** Brings all tables back to what they were at the backup. No worker may run. */
export async function restoreBackup(world: World): Promise<void> {
  await transaction(world, ['BEGIN', ...TABLES.flatMap(table => [`DELETE FROM ${table}`, `INSERT INTO ${table} SELECT * FROM backup_${table}`]), 'COMMIT'])
}
