import { createWalletClient, custom } from 'viem'
import { reactive } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { ADDRESS, FakeEventProvider, FakeProvider, OTHER_ADDRESS, PRIVATE_KEY } from '../../../test/helpers/fakeWallets'
import { watchAccounts } from './watchAccounts'

describe('watchAccounts', () => {
  it('watchAccounts reports checksummed accounts, none when the wallet is locked, and skips garbage', () => {
    const provider = new FakeEventProvider()
    const listener = vi.fn()
    watchAccounts(provider, listener)
    for (const accounts of [[OTHER_ADDRESS.toLowerCase(), ADDRESS], [], undefined, ['0x12', ADDRESS]]) provider.emitAccounts(accounts)
    expect(listener.mock.calls).toEqual([[[OTHER_ADDRESS, ADDRESS]], [[]], [[]], [[ADDRESS]]])
    expect(provider.requests).toEqual([])
  })

  it('watchAccounts stops for good and removes its listener', () => {
    const provider = new FakeEventProvider()
    const removed = vi.spyOn(provider, 'removeListener')
    const listener = vi.fn()
    const [held] = [...provider.listeners]
    expect(held).toBeUndefined()
    const stop = watchAccounts(provider, listener)
    const [kept] = [...provider.listeners]
    stop()
    stop()
    expect(provider.listeners.size).toBe(0)
    expect(removed).toHaveBeenCalledTimes(1)
    kept?.([ADDRESS])
    expect(listener).not.toHaveBeenCalled()
  })

  it('watchAccounts keeps two watchers apart and works through a Vue proxy', () => {
    const provider = new FakeEventProvider()
    const first = vi.fn()
    const second = vi.fn()
    const stop = watchAccounts(provider, first)
    watchAccounts(reactive(provider) as unknown as FakeEventProvider, second)
    stop()
    provider.emitAccounts([ADDRESS])
    expect(first).not.toHaveBeenCalled()
    expect(second).toHaveBeenCalledExactlyOnceWith([ADDRESS])
  })

  it('watchAccounts works without a provider that throws when it is listened to, and can still be stopped', () => {
    const fail = (): never => { throw new Error('This frame was removed.') }
    const listener = vi.fn()
    const deaf = Object.assign(new FakeEventProvider(), { on: fail })
    watchAccounts(deaf, listener)()
    const stuck = Object.assign(new FakeEventProvider(), { removeListener: fail })
    const stop = watchAccounts(stuck, listener)
    stop()
    stuck.emitAccounts([ADDRESS])
    expect(listener).not.toHaveBeenCalled()
  })

  it('watchAccounts does nothing for signers whose account cannot change', () => {
    const listener = vi.fn()
    const provider = new FakeEventProvider()
    const client = createWalletClient({ transport: custom(provider) })
    const halfway = Object.assign(new FakeProvider(), { on: vi.fn() })
    for (const input of [undefined, null, PRIVATE_KEY, client, new FakeProvider(), halfway]) watchAccounts(input, listener)()
    expect(provider.listeners.size).toBe(0)
    expect(halfway.on).not.toHaveBeenCalled()
  })
})
