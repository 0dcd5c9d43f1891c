import { expect, it, vi } from 'vitest'
import { createMemoryHistory } from '../history/memoryHistory'
import { createMemoryJournal } from '../journal/memoryJournal'
import { localPeersOf } from '../peers/peers'
import { createForgetfulLoginStore } from '../wallet/loginStore'
import { createNitroliteClient } from './createNitroliteClient'
import type { NitroliteClientOptions } from './options'
import { resolveKeep } from './resolveKeep'

const required = { url: 'wss://node.example/ws', application: 'test-app' }

it.each<[string, Partial<NitroliteClientOptions>]>([
  ['no option', {}],
  ['keep: false', { keep: false }],
])('with %s, closings are in one memory of all clients, and each client has its own history and logins', async (_, options) => {
  const [one, other] = [resolveKeep({ ...required, ...options }), resolveKeep({ ...required, ...options })]
  expect(one.closings).toBe(other.closings)
  expect(one.closings.isDurable).toBe(false)
  expect(one.tabs).toBe(localPeersOf(one.closings))
  expect(one.history).not.toBe(other.history)
  expect(await one.logins.read('anyone')).toBeNull()
  expect(one.protocols).toBeNull()
})

it('clients with the same closings communicate, if nothing else is given', () => {
  const closings = createMemoryJournal()
  expect(resolveKeep({ ...required, keep: { closings } }).tabs).toBe(localPeersOf(closings))
  expect(resolveKeep({ ...required, journal: closings }).tabs).toBe(localPeersOf(closings))
})

it('every part of keep replaces only this part of the default', () => {
  const given = { logins: createForgetfulLoginStore(), history: createMemoryHistory() }
  expect(resolveKeep({ ...required, keep: given })).toMatchObject(given)
  expect(resolveKeep({ ...required, keep: given }).closings).toBe(resolveKeep(required).closings)
})

it.each<[string, (history: ReturnType<typeof createMemoryHistory>) => Partial<NitroliteClientOptions>]>([
  ['keep.history', history => ({ keep: { history } })],
  ['the old option history', history => ({ history })],
])('a client looks up ended closings in %s', async (_, optionsOf) => {
  const history = createMemoryHistory()
  const find = vi.spyOn(history, 'find')
  const client = createNitroliteClient({ ...required, ...optionsOf(history) })
  expect(await client.closings.history()).toEqual([])
  expect(find).toHaveBeenCalledTimes(1)
  client.dispose()
})

it.each<[string, (closings: ReturnType<typeof createMemoryJournal>) => Partial<NitroliteClientOptions>]>([
  ['keep.closings', closings => ({ keep: { closings } })],
  ['the old option journal', journal => ({ journal })],
])('a client resumes the closings of %s', async (_, optionsOf) => {
  const closings = createMemoryJournal()
  const list = vi.spyOn(closings, 'list')
  const client = createNitroliteClient({ ...required, ...optionsOf(closings) })
  expect(await client.closings.resume()).toEqual([])
  expect(list).toHaveBeenCalled()
  client.dispose()
})
