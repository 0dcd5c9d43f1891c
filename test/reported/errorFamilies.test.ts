import { expect, it } from 'vitest'
import { createMemoryHistory, createMemoryJournal } from '../../src/core'
import { ERROR_AREAS, type NitroliteErrorCode } from '../../src/core/errors/table'
import { ALICE, BOB, seedSession, split, startClient, startNode } from '../helpers/flow'

const familyOf = (code: NitroliteErrorCode): string | undefined =>
  Object.entries(ERROR_AREAS).find(([, codes]) => code in codes)?.[0]

it.each<[NitroliteErrorCode, string]>([
  ['LIBRARY_DEFECT', 'library'], ['PAGE_OUTDATED', 'library'], ['OPTIONS_INVALID', 'setup'], ['LISTENER_FAILED', 'setup'],
  ['WALLET_FAILED', 'wallet'], ['WALLET_REJECTED', 'wallet'], ['SIGNER_MISMATCH', 'wallet'],
  ['JOURNAL_FAILED', 'store'], ['JOURNAL_UNAVAILABLE', 'store'], ['HISTORY_FAILED', 'store'],
  ['NODE_UNKNOWN_ERROR', 'node'], ['NODE_STORAGE', 'node'], ['CONNECTION_LOST', 'connection'],
])('the error %s belongs to the family %s', (code, family) => {
  expect(familyOf(code)).toBe(family)
})

it('a fault of the library is not blamed on the node', async () => {
  const node = startNode()
  const client = startClient(node)
  await client.connect()
  const info = client.sessions.closeBlocker({ status: 'open' } as never)
  expect(info).toMatchObject({ code: 'LIBRARY_DEFECT', what: 'vue-nitrolite itself has a fault.' })
  expect(familyOf(info?.code ?? 'NOT_CONNECTED')).toBe('library')
})

it('a listener of the app that throws is not blamed on the library or the node', async () => {
  const node = startNode()
  const client = startClient(node)
  const families: (string | undefined)[] = []
  client.on('error', ({ code }) => { families.push(familyOf(code)) })
  client.on('status', () => { throw new TypeError('a fault of the app') })
  await client.connect()
  expect(new Set(families)).toEqual(new Set(['setup']))
})

it('a history that throws an object without a message is blamed on the store, in complete sentences', async () => {
  const node = startNode()
  const history = { ...createMemoryHistory(), put: () => Promise.reject({ toString: () => '?' }) }
  const client = startClient(node, { history })
  const texts: string[] = []
  client.on('error', ({ code, info }) => { texts.push(`${familyOf(code)}: ${info.why}`) })
  await client.connect()
  await client.close({ sessionId: seedSession(node), allocations: split([ALICE, '1'], [BOB, '0']) })
  expect(texts).toEqual(['store: The storage did not say why.'])
})

it('a journal that throws nothing at all is blamed on the store, in complete sentences', async () => {
  const node = startNode()
  const client = startClient(node, { journal: { ...createMemoryJournal(), create: () => Promise.reject(undefined) } })
  await client.connect()
  const closing = client.close({ sessionId: seedSession(node), allocations: split([ALICE, '1'], [BOB, '0']) })
  const thrown: unknown = await closing.then(() => null, (error: unknown) => error)
  expect(thrown).toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'The storage did not say why.' } })
})
