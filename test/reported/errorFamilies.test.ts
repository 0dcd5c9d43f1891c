import { expect, it } from 'vitest'
import { createMemoryHistory, createMemoryJournal, type NitroliteError } from '../../src/core'
import { ERROR_AREAS, type NitroliteErrorCode } from '../../src/core/errors/table'
import { createEmbeddedNitronode } from '../../src/testing'
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

it.each([['list', 'closed'], ['read', 'JOURNAL_FAILED']] as const)('a journal whose method %s throws is blamed on the store, and the closing ends with %s', async (method, end) => {
  const node = startNode()
  const client = startClient(node, { journal: { ...createMemoryJournal(), [method]: () => { throw new Error('no such table') } } })
  const families = new Set<string | undefined>()
  client.on('error', ({ code }) => { families.add(familyOf(code)) })
  await client.connect()
  const closing = client.close({ sessionId: seedSession(node), allocations: split([ALICE, '1'], [BOB, '0']) })
  // Without reading, nobody can say whether the same wallet has signed for the session in another way.
  expect(await closing.then(({ result }) => result, (error: unknown) => (error as NitroliteError).code)).toBe(end)
  for (const code of [end].filter(code => code !== 'closed')) families.add(familyOf(code))
  expect(families).toEqual(new Set(['store']))
})

it('a history that cannot be searched is blamed on the store', async () => {
  const history = { ...createMemoryHistory(), find: () => Promise.reject(new Error('no such table')) }
  const client = startClient(startNode(), { history })
  await expect(client.closings.history()).rejects.toMatchObject({ code: 'HISTORY_FAILED', info: { data: { reason: 'no such table' } } })
})

it('a query of sessions for something that is not an address is blamed on the app, on both nodes', async () => {
  const nodes = [startNode(), createEmbeddedNitronode()]
  for (const { WebSocket } of nodes) {
    const client = startClient(startNode(), { WebSocket })
    await client.connect()
    await expect(client.sessions.list({ participant: 'alice' as never })).rejects.toMatchObject({ code: 'OPTIONS_INVALID', info: { why: '"alice" is not an address, 0x and 40 hex digits.' } })
    expect(() => client.sessions.watch({ participant: 'alice' as never })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
    client.dispose()
  }
})
