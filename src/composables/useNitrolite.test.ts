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
    const connected = result.connectAsync()
    answer.reject(new NitroliteError('WALLET_REJECTED'))
    await expect(connected).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
    expect(result.error.value).toMatchObject({ code: 'WALLET_REJECTED', what: expect.any(String) })
    client.answers.connect = () => new Promise(() => {})
    void result.connect()
    expect(result.error.value).toBeNull()
  })

  it('connect() of useNitrolite never rejects, and connectAsync() does', async () => {
    const client = idle()
    client.answers.connect = () => Promise.reject(new NitroliteError('WALLET_REJECTED'))
    const { result } = withSetup(() => useNitrolite(), { client })
    await expect(result.connect()).resolves.toBeUndefined()
    expect(result.error.value?.code).toBe('WALLET_REJECTED')
    await expect(result.connectAsync()).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
  })

  it('a caller of connect(), connectAsync() or revokeKey() who aborts no longer waits, and no error is shown to the person', async () => {
    const client = idle()
    client.answers.connect = client.answers.revokeKey = () => new Promise(() => {})
    const { result } = withSetup(() => useNitrolite(), { client })
    const caller = new AbortController()
    const waits = [
      result.connect(undefined, caller), result.connectAsync(undefined, caller), result.revokeKey(caller),
    ]
    caller.abort()
    expect(await Promise.allSettled(waits)).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'REQUEST_ABORTED' } },
      { status: 'rejected', reason: { code: 'REQUEST_ABORTED' } },
    ])
    expect(result.error.value).toBeNull()
  })

  it.each([['a click', [new MouseEvent('click')]], ['a missing wallet', [undefined]], ['null', [null]]] as const)(
    'connecting with %s gives SIGNER_MISSING where there is no signer at all', async (_, given) => {
      const client = idle()
      client.answers.connect = async () => { client.become({ status: 'open' }) }
      const { result } = withSetup(() => useNitrolite(), { client })
      await result.connect(...given)
      expect(result.error.value?.code).toBe('SIGNER_MISSING')
      await expect(result.connectAsync(...given)).rejects.toMatchObject({ code: 'SIGNER_MISSING' })
    })

  it('connecting without a signer on purpose, to read only, is not an error', async () => {
    const client = idle()
    client.answers.connect = async () => { client.become({ status: 'open' }) }
    const { result } = withSetup(() => useNitrolite(), { client })
    await result.connectAsync()
    expect([result.status.value, result.error.value]).toEqual(['open', null])
  })

  it('isReady of useNitrolite stays true while a lost connection is opened again, and isReconnecting says so', () => {
    const client = createFakeClient()
    const { result } = withSetup(() => useNitrolite(), { client })
    const seen = (['reconnecting', 'connecting', 'open', 'authenticating', 'ready'] as const).map(status => {
      client.become({ status })
      return [result.isReady.value, result.isReconnecting.value]
    })
    expect(seen).toEqual([[true, true], [true, true], [true, true], [true, true], [true, false]])
    client.become({ status: 'closed', account: null })
    expect([result.isReady.value, result.isReconnecting.value]).toEqual([false, false])
  })

  it('isReady of useNitrolite is false while the first connection is still being tried', () => {
    const client = idle()
    const { result } = withSetup(() => useNitrolite(), { client })
    client.become({ status: 'reconnecting' })
    expect([result.isReady.value, result.isReconnecting.value]).toEqual([false, true])
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
