import { afterEach, expect, it, vi } from 'vitest'
import { createStoredProtocols } from './storedProtocols'

afterEach(() => { vi.unstubAllGlobals() })

function stubStorage(): Map<string, string> {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => { stored.set(key, value) },
  })
  return stored
}

it('the protocol of a node is remembered for later pages, for each URL', () => {
  stubStorage()
  createStoredProtocols('app').write('wss://one.example', 'nitronode')
  createStoredProtocols('app').write('wss://two.example', 'nitrorpc')
  const later = createStoredProtocols('app')
  expect(['wss://one.example', 'wss://two.example', 'wss://three.example'].map(url => later.read(url))).toEqual(['nitronode', 'nitrorpc', null])
  expect(createStoredProtocols('other').read('wss://one.example')).toBeNull()
})

it('a remembered protocol that is unknown, for example from a newer version, is ignored', () => {
  const stored = stubStorage()
  createStoredProtocols('app').write('wss://one.example', 'nitronode')
  for (const key of stored.keys()) stored.set(key, 'nitronode/9')
  expect(createStoredProtocols('app').read('wss://one.example')).toBeNull()
})

it('a browser that forbids the storage, and a full storage, only prevent remembering the protocol', () => {
  const fail = (): never => { throw new DOMException('The quota has been exceeded.', 'QuotaExceededError') }
  const memory = createStoredProtocols('app')
  vi.stubGlobal('localStorage', undefined)
  memory.write('wss://one.example', 'nitronode')
  expect(memory.read('wss://one.example')).toBeNull()
  vi.stubGlobal('localStorage', { getItem: fail, setItem: fail })
  memory.write('wss://one.example', 'nitronode')
  expect(memory.read('wss://one.example')).toBeNull()
})
