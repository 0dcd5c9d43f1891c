import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { ALICE } from '../../test/helpers/sampleSession'
import { announceWallet, stopAnnouncing } from '../../test/helpers/announcedWallets'
import { createDeferred, createMemoryStorage, settle, withSetup } from '../../test/helpers/withSetup'
import { NitroliteError } from '../core/errors/errors'
import { useNitrolite } from './useNitrolite'
import { useWallets, type UseWalletsOptions } from './useWallets'

const idle = () => createFakeClient([], { status: 'idle', account: null, protocol: null })

const setup = (options: UseWalletsOptions = {}, client = idle()) =>
  withSetup(() => ({ ...useWallets({ storage: false, ...options }), error: useNitrolite().error }), { client })

afterEach(() => {
  stopAnnouncing()
  Reflect.deleteProperty(window, 'ethereum')
})

describe('useWallets', () => {
  it('useWallets lists wallets that announced themselves before and after it was mounted', async () => {
    announceWallet({ rdns: 'test.fox', name: 'Test Fox' })
    const { result } = setup()
    announceWallet({ rdns: 'test.owl', name: 'Test Owl' })
    await nextTick()
    expect(result.wallets.value.map(({ id, name }) => [id, name])).toEqual([['test.fox', 'Test Fox'], ['test.owl', 'Test Owl']])
  })

  it('useWallets lists a wallet once, however often it announces itself', () => {
    announceWallet({ rdns: 'test.fox' })
    const { result } = setup()
    window.dispatchEvent(new Event('eip6963:requestProvider'))
    expect(result.wallets.value).toHaveLength(1)
  })

  it('useWallets keeps the wallet that announced an id first', () => {
    const first = announceWallet({ rdns: 'test.fox' })
    const { result } = setup()
    announceWallet({ rdns: 'test.fox', name: 'Somebody else' })
    expect(result.wallets.value.map(({ name, provider }) => [name, provider])).toEqual([['test.fox', first]])
  })

  it.each<[string, () => unknown]>([
    ['throws', () => { throw new Error('The extension was updated.') }],
    ['rejects', async () => { throw new Error('The extension was updated.') }],
    ['answers with nothing', () => undefined],
  ])('useWallets opens without a wallet that %s when it is asked for its accounts', async (_, request) => {
    const provider = announceWallet({ rdns: 'test.fox' })
    Object.assign(provider, { request })
    const storage = createMemoryStorage()
    storage.setItem('vue-nitrolite:wallet', 'test.fox')
    const { result, client } = setup({ storage })
    await settle()
    expect([result.wallet.value, result.error.value, client.calls]).toEqual([null, null, []])
  })

  it('useWallets ignores announcements that are not wallets', () => {
    const { result } = setup()
    for (const detail of [null, 7, {}, { info: {}, provider: {} }, { info: { rdns: 'x' }, provider: { request: 'no' } }]) {
      window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
    }
    expect(result.wallets.value).toEqual([])
  })

  it('useWallets shows no icon that would be loaded from elsewhere', () => {
    announceWallet({ rdns: 'test.fox', icon: 'https://icons.example/fox.png' })
    announceWallet({ rdns: 'test.owl', icon: 'data:image/png;base64,AA==' })
    const { result } = setup()
    expect(result.wallets.value.map(({ icon }) => icon)).toEqual([null, 'data:image/png;base64,AA=='])
  })

  it('useWallets shows an icon that is announced with space around it', () => {
    announceWallet({ rdns: 'test.fox', icon: '\n  data:image/svg+xml,<svg/>\n' })
    announceWallet({ rdns: 'test.owl', icon: 'DATA:image/png;base64,AA==' })
    const { result } = setup()
    expect(result.wallets.value.map(({ icon }) => icon)).toEqual(['data:image/svg+xml,<svg/>', 'DATA:image/png;base64,AA=='])
  })

  it('useWallets shows no wallet once the client is connected with another signer', async () => {
    announceWallet({ rdns: 'test.fox' })
    const { result } = withSetup(() => ({ ...useWallets({ storage: false }), connectWith: useNitrolite().connect }), { client: idle() })
    await result.connect('test.fox')
    await result.connectWith()
    expect(result.wallet.value?.id).toBe('test.fox')
    await result.connectWith({ request: async () => [] })
    expect(result.wallet.value).toBeNull()
  })

  it('useWallets lists window.ethereum until a wallet announces itself', () => {
    Object.assign(window, { ethereum: { request: async () => [] } })
    const { result } = setup()
    expect(result.wallets.value.map(({ id }) => id)).toEqual(['window.ethereum'])
    announceWallet({ rdns: 'test.fox' })
    expect(result.wallets.value.map(({ id }) => id)).toEqual(['test.fox'])
  })

  it('useWallets keeps showing window.ethereum as the wallet that is connected after a wallet has announced itself', async () => {
    Object.assign(window, { ethereum: { request: async () => [] } })
    const { result } = setup()
    await result.connect('window.ethereum')
    announceWallet({ rdns: 'test.fox' })
    expect([result.wallet.value?.id, result.wallets.value.map(({ id }) => id)]).toEqual(['window.ethereum', ['test.fox']])
  })

  it('useWallets connects with the chosen wallet, and every component shows it', async () => {
    const provider = announceWallet({ rdns: 'test.fox' })
    const client = idle()
    const connect = vi.spyOn(client.answers, 'connect')
    const { result, plugin } = setup({}, client)
    const elsewhere = useWallets({ plugin, storage: false })
    await result.connectAsync('test.fox')
    expect(connect).toHaveBeenCalledExactlyOnceWith(provider)
    expect([result.wallet.value?.id, elsewhere.wallet.value?.id]).toEqual(['test.fox', 'test.fox'])
  })

  it('connect() of useWallets never rejects, and shows that a wallet is not installed', async () => {
    const { result } = setup()
    await expect(result.connect('test.fox')).resolves.toBeUndefined()
    expect(result.error.value?.code).toBe('SIGNER_MISSING')
    await expect(result.connectAsync('test.fox')).rejects.toMatchObject({ code: 'SIGNER_MISSING' })
  })

  it('a caller of connectAsync() of useWallets who aborts no longer waits for the wallet, and no error is shown', async () => {
    announceWallet({ rdns: 'test.fox' })
    const client = idle()
    client.answers.connect = () => new Promise(() => {})
    const { result } = setup({}, client)
    const caller = new AbortController()
    const connected = result.connectAsync('test.fox', { signal: caller.signal })
    caller.abort()
    await expect(connected).rejects.toMatchObject({ code: 'REQUEST_ABORTED' })
    expect(result.error.value).toBeNull()
  })

  it('useWallets remembers a wallet only once its login has succeeded, and forgets it on disconnect', async () => {
    announceWallet({ rdns: 'test.fox' })
    const client = idle()
    const storage = createMemoryStorage()
    const { result } = setup({ storage }, client)
    client.answers.connect = () => Promise.reject(new NitroliteError('WALLET_REJECTED'))
    await result.connect('test.fox')
    expect([...storage.entries.values()]).toEqual([])
    client.answers.connect = async () => {}
    await result.connect('test.fox')
    expect([...storage.entries.values()]).toEqual(['test.fox'])
    result.disconnect()
    expect([[...storage.entries.values()], result.wallet.value]).toEqual([[], null])
  })

  it('disconnect() of useNitrolite makes the page forget the wallet too, also where nothing shows wallets', async () => {
    announceWallet({ rdns: 'test.fox' })
    const storage = createMemoryStorage()
    const { result, client } = setup({ storage })
    await result.connect('test.fox')
    withSetup(() => useNitrolite(), { client }).result.disconnect()
    expect([[...storage.entries.values()], result.wallet.value]).toEqual([[], null])

    localStorage.setItem('vue-nitrolite:wallet', 'test.fox')
    withSetup(() => useNitrolite(), { client: idle() }).result.disconnect()
    expect(localStorage.getItem('vue-nitrolite:wallet')).toBeNull()
  })

  describe('another signer is used after a remembered wallet', () => {
    const other = { request: async () => [] }

    /** A client whose logins are those of a real one: the account is gone while it logs in with another signer. */
    function loggingIn(): ReturnType<typeof idle> {
      const client = idle()
      client.answers.connect = async () => {
        client.become({ status: 'authenticating', account: null })
        client.become({ status: 'ready', account: ALICE })
      }
      return client
    }

    function remembering(): ReturnType<typeof createMemoryStorage> {
      const storage = createMemoryStorage()
      storage.setItem('vue-nitrolite:wallet', 'test.fox')
      return storage
    }

    it('useWallets forgets a wallet once somebody logs in with another signer, so that the next visit does not connect with it', async () => {
      const fox = announceWallet({ rdns: 'test.fox', accounts: ['0x2'] })
      const storage = createMemoryStorage()
      const { result } = withSetup(() => ({ ...useWallets({ storage }), connectWith: useNitrolite().connect }), { client: loggingIn() })
      await result.connect('test.fox')
      await result.connectWith(fox)
      expect(storage.getItem('vue-nitrolite:wallet')).toBe('test.fox')
      await result.connectWith(other)
      expect(storage.getItem('vue-nitrolite:wallet')).toBeNull()
      const nextVisit = setup({ storage })
      await settle()
      expect(nextVisit.client.calls).toEqual([])
    })

    it('useWallets remembers a wallet that is used again after another signer', async () => {
      announceWallet({ rdns: 'test.fox' })
      const storage = createMemoryStorage()
      const { result } = withSetup(() => ({ ...useWallets({ storage }), connectWith: useNitrolite().connect }), { client: loggingIn() })
      await result.connectWith(other)
      await result.connect('test.fox')
      expect(storage.getItem('vue-nitrolite:wallet')).toBe('test.fox')
    })

    it('useWallets keeps a wallet while a login with another signer fails', async () => {
      announceWallet({ rdns: 'test.fox' })
      const storage = createMemoryStorage()
      const client = loggingIn()
      const { result } = withSetup(() => ({ ...useWallets({ storage }), connectWith: useNitrolite().connect }), { client })
      await result.connect('test.fox')
      client.answers.connect = async () => {
        client.become({ status: 'closed', account: null })
        throw new NitroliteError('WALLET_REJECTED')
      }
      await result.connectWith(other)
      expect(storage.getItem('vue-nitrolite:wallet')).toBe('test.fox')
    })

    it('useWallets does not remember a wallet whose login ends after somebody chose another signer', async () => {
      announceWallet({ rdns: 'test.fox' })
      const storage = createMemoryStorage()
      const client = idle()
      const { result } = withSetup(() => ({ ...useWallets({ storage }), connectWith: useNitrolite().connect }), { client })
      const login = createDeferred<void>()
      client.answers.connect = () => login.promise
      const both = [result.connect('test.fox'), result.connectWith(other)]
      login.resolve()
      await Promise.all(both)
      expect(storage.getItem('vue-nitrolite:wallet')).toBeNull()
    })

    it('a wallet is forgotten if the other signer is used after the components that show wallets are gone', async () => {
      const storage = remembering()
      const client = loggingIn()
      setup({ storage, reconnect: false }, client).unmount()
      await client.connect(other)
      expect(storage.getItem('vue-nitrolite:wallet')).toBeNull()
    })

    it('a wallet is forgotten if the other signer was used before any component showed wallets', async () => {
      const storage = remembering()
      const client = loggingIn()
      await client.connect(other)
      setup({ storage }, client)
      await settle()
      expect([storage.getItem('vue-nitrolite:wallet'), client.calls]).toEqual([null, ['connect']])
    })

    it('a wallet is forgotten in the storage of the browser if the page that uses another signer never shows wallets', async () => {
      localStorage.setItem('vue-nitrolite:wallet', 'test.fox')
      const { result } = withSetup(() => useNitrolite(), { client: loggingIn() })
      await result.connect(other)
      expect(localStorage.getItem('vue-nitrolite:wallet')).toBeNull()
    })
  })

  it('useWallets connects again with the wallet of the last visit if that wallet still shares an account', async () => {
    const storage = createMemoryStorage()
    storage.setItem('vue-nitrolite:wallet', 'test.fox')
    const client = idle()
    const connect = vi.spyOn(client.answers, 'connect')
    setup({ storage }, client)
    announceWallet({ rdns: 'test.owl', accounts: ['0x1'] })
    const fox = announceWallet({ rdns: 'test.fox', accounts: ['0x2'] })
    await settle()
    expect(connect).toHaveBeenCalledExactlyOnceWith(fox)
  })

  it.for([
    ['the wallet no longer shares an account', { accounts: [] }, {}],
    ['the option reconnect is off', { accounts: ['0x2'] }, { reconnect: false }],
  ] as const)('useWallets does not connect by itself if %s', async ([, wallet, options]) => {
    const storage = createMemoryStorage()
    storage.setItem('vue-nitrolite:wallet', 'test.fox')
    const client = idle()
    const connect = vi.spyOn(client.answers, 'connect')
    announceWallet({ rdns: 'test.fox', ...wallet })
    const { result } = setup({ storage, ...options }, client)
    await settle()
    expect([result.wallets.value.length, connect.mock.calls.length]).toEqual([1, 0])
  })

  it('useWallets works if the page may not use the storage', async () => {
    announceWallet({ rdns: 'test.fox' })
    const refuse = (): never => { throw new Error('The storage is locked.') }
    const { result } = setup({ storage: { getItem: refuse, setItem: refuse, removeItem: refuse } })
    await result.connectAsync('test.fox')
    result.disconnect()
    expect(result.wallet.value).toBeNull()
  })
})
