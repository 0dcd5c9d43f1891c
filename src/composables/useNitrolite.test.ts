import { isReactive, reactive } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { ALICE } from '../../test/helpers/sampleSession'
import { createDeferred, settle, withSetup } from '../../test/helpers/withSetup'
import { NitroliteError } from '../core/errors/errors'
import { useNitrolite } from './useNitrolite'

const idle = () => createFakeClient([], { status: 'idle', account: null, protocol: null })

describe('useNitrolite', () => {
  it('useNitrolite shows the connection, the login and the balances', () => {
    const client = idle()
    const { result } = withSetup(() => useNitrolite(), { client })
    expect([result.status.value, result.account.value, result.isReady.value, result.protocol.value]).toEqual(['idle', null, false, null])
    client.become({ status: 'ready', account: ALICE, protocol: 'nitrorpc/0.5', balances: [{ asset: 'usdc', amount: '1' }] })
    expect([result.status.value, result.account.value, result.isReady.value, result.protocol.value])
      .toEqual(['ready', ALICE, true, 'nitrorpc/0.5'])
    expect(result.balances.value).toEqual([{ asset: 'usdc', amount: '1' }])
  })

  it('useNitrolite connects with a given signer', async () => {
    const client = idle()
    const connect = vi.spyOn(client.answers, 'connect')
    const { result } = withSetup(() => useNitrolite(), { client })
    const signer = `0x${'1'.repeat(64)}` as const
    await result.connect(signer)
    expect(connect).toHaveBeenCalledExactlyOnceWith(signer)
    expect(result.isReady.value).toBe(true)
  })

  it('useNitrolite does not take a click event for a signer', async () => {
    const client = idle()
    const connect = vi.spyOn(client.answers, 'connect')
    const { result } = withSetup(() => useNitrolite(), { client })
    await result.connect(new MouseEvent('click'))
    expect(connect).toHaveBeenCalledExactlyOnceWith(undefined)
  })

  it('useNitrolite shows why connecting failed, to the caller and in the ref, until the next try', async () => {
    const client = idle()
    const answer = createDeferred<void>()
    client.answers.connect = () => answer.promise
    const { result } = withSetup(() => useNitrolite(), { client })
    const connected = result.connect()
    answer.reject(new NitroliteError('WALLET_REJECTED'))
    await expect(connected).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
    expect(result.error.value).toMatchObject({ code: 'WALLET_REJECTED', what: expect.any(String) })
    client.answers.connect = () => new Promise(() => {})
    void result.connect()
    expect(result.error.value).toBeNull()
  })

  it('useNitrolite causes no unhandled rejection when connecting fails and the caller ignores the promise', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const client = idle()
    client.answers.connect = () => Promise.reject(new NitroliteError('WALLET_REJECTED'))
    const { result } = withSetup(() => useNitrolite(), { client })
    void result.connect()
    await settle()
    await new Promise(resolve => { setImmediate(resolve) })
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
    expect(result.error.value?.code).toBe('WALLET_REJECTED')
  })

  it('disconnect() of useNitrolite ends the connection of the client', () => {
    const { result, client } = withSetup(() => useNitrolite())
    result.disconnect()
    expect(client.calls).toEqual(['disconnect'])
    expect([result.status.value, result.account.value]).toEqual(['closed', null])
  })

  it('useNitrolite never makes the client reactive', () => {
    const { result, client } = withSetup(() => reactive({ client: useNitrolite().client }))
    expect(result.client).toBe(client)
    expect(isReactive(result.client)).toBe(false)
  })
})
