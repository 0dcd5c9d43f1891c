import { inspect } from 'node:util'
import { BrowserProvider, JsonRpcProvider, VoidSigner } from 'ethers/providers'
import { Wallet as EthersWallet } from 'ethers/wallet'
import { createClient, createPublicClient, createWalletClient, custom, type EIP1193Provider } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { markRaw, reactive, readonly, ref, shallowReactive } from 'vue'
import { describe, expect, it } from 'vitest'
import { ADDRESS, FakeEventProvider, FakeProvider, OTHER_ADDRESS, policy, PRIVATE_KEY } from '../../../test/helpers/fakeWallets'
import { resolveWallet } from './resolveWallet'
import { recoverTypedDataSigner } from './typedData'
import type { SignerInput, TypedData, Wallet } from './types'

const account = privateKeyToAccount(PRIVATE_KEY)
const noTransport = custom(
  { request: async ({ method }: { method: string }) => { throw new Error(`asked for ${method}`) } },
  { retryCount: 0 },
)

async function walletOf(input: SignerInput): Promise<Wallet> {
  const resolved = await resolveWallet(input)
  if (resolved.kind !== 'wallet') throw new Error('resolved to a login')
  return resolved.wallet
}

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(
  () => { throw new Error('did not reject') },
  (thrown: unknown) => thrown,
)

/** Every kind of wallet in every usual form; all hold the same key. */
const WALLETS: [string, () => SignerInput | Promise<SignerInput>][] = [
  ['ethers Wallet', () => new EthersWallet(PRIVATE_KEY)],
  ['ethers JsonRpcSigner', async () => new BrowserProvider(new FakeProvider(), 1).getSigner()],
  ['ethers BrowserProvider', () => new BrowserProvider(new FakeProvider(), 1)],
  ['reactive ethers BrowserProvider', () => reactive(new BrowserProvider(new FakeProvider(), 1)) as BrowserProvider],
  ['EIP-1193 provider', () => new FakeProvider()],
  ['EIP-1193 provider as viem types it', () => new FakeEventProvider() as unknown as EIP1193Provider],
  ['viem client with a local account', () => createWalletClient({ account, transport: noTransport })],
  ['viem client with a JSON-RPC account',
    () => createWalletClient({ account: ADDRESS.toLowerCase() as `0x${string}`, transport: custom(new FakeProvider()) })],
  ['viem client without an account', () => createWalletClient({ transport: custom(new FakeProvider()) })],
  ['viem client without wallet actions', () => createClient({ transport: custom(new FakeProvider()) })],
  ['viem local account', () => account],
  ['private key', () => PRIVATE_KEY],
  ['markRaw ethers Wallet', () => reactive({ signer: markRaw(new EthersWallet(PRIVATE_KEY)) }).signer],
  ['reactive ethers Wallet', () => reactive(new EthersWallet(PRIVATE_KEY)) as EthersWallet],
  ['ethers Wallet of a ref', () => ref(new EthersWallet(PRIVATE_KEY)).value],
  ['ethers Wallet, reactive and read-only', () => readonly(reactive(new EthersWallet(PRIVATE_KEY))) as EthersWallet],
  ['shallow reactive ethers Wallet', () => shallowReactive(new EthersWallet(PRIVATE_KEY))],
  ['reactive provider', () => reactive(new FakeProvider()) as FakeProvider],
  ['reactive viem client', () => reactive(createWalletClient({ account, transport: noTransport })) as unknown as SignerInput],
]

describe.each(WALLETS)('%s', (name, make) => {
  it(`${name} has the checksummed address and signs typed data as that address`, async () => {
    const wallet = await walletOf(await make())
    expect(wallet.address).toBe(ADDRESS)
    for (const expiresAt of [1_900_000_000, 1_900_000_000n]) {
      const signature = await wallet.signTypedData(policy(expiresAt))
      expect(signature).toMatch(/^0x[\da-f]{128}(1b|1c)$/)
      expect(recoverTypedDataSigner(policy(), signature)).toBe(ADDRESS)
    }
  })

  it(`${name} offers signDigest only for a private key, and never shows the key`, async () => {
    const input = await make()
    const wallet = await walletOf(input)
    expect('signDigest' in wallet).toBe(input === PRIVATE_KEY)
    expect(inspect(wallet, { depth: null, showHidden: true, getters: true })).not.toContain(PRIVATE_KEY.slice(2))
    expect(JSON.stringify(wallet)).toBe(JSON.stringify({ address: ADDRESS }))
  })
})

describe('an ethers wallet in a Vue proxy', () => {
  it('an ethers wallet cannot sign through a Vue proxy, which is why the proxy is removed', async () => {
    const proxied = reactive(new EthersWallet(PRIVATE_KEY)) as EthersWallet
    const { domain, types, message } = policy()
    await expect(async () => proxied.signTypedData(domain, types, message)).rejects.toThrow(TypeError)
  })

  it('a provider with a property that only looks like a Vue proxy works', async () => {
    const odd = Object.assign(new FakeProvider(), { __v_raw: () => null })
    expect((await walletOf(odd)).address).toBe(ADDRESS)
  })
})

describe('EIP-1193 provider', () => {
  it('an EIP-1193 provider is asked for accounts once, and then signs with the first of them', async () => {
    const provider = new FakeProvider()
    const wallet = await walletOf(provider)
    expect(provider.requests).toEqual([{ method: 'eth_requestAccounts' }])
    await wallet.signTypedData(policy())
    const [address, json] = provider.requests[1]?.params ?? []
    expect(provider.requests[1]?.method).toBe('eth_signTypedData_v4')
    expect(address).toBe(ADDRESS)
    expect((JSON.parse(String(json)) as TypedData).types.EIP712Domain).toEqual([{ name: 'name', type: 'string' }])
  })

  it.each([['an empty list', []], ['null', null], ['a list of nothing', [undefined]], ['a string', 'locked']])(
    'an EIP-1193 provider that answers %s has no account',
    async (_, accounts) => {
      const provider = new FakeProvider()
      provider.handlers.eth_requestAccounts = () => accounts
      expect(await failure(resolveWallet(provider))).toMatchObject({ code: 'WALLET_NO_ACCOUNT' })
    },
  )

  it.each([['zero', `0x${'0'.repeat(40)}`], ['malformed', '0x1234'], ['a number', 5]])(
    'an EIP-1193 provider whose address is %s is refused',
    async (_, address) => {
      const provider = new FakeProvider()
      provider.handlers.eth_requestAccounts = () => [address]
      expect(await failure(resolveWallet(provider))).toMatchObject({ code: 'WALLET_FAILED' })
    },
  )

  it.each([[4001, 'WALLET_REJECTED'], [-32002, 'WALLET_PENDING'], [4100, 'WALLET_NO_ACCOUNT'], [-32603, 'WALLET_FAILED']])(
    'code %i of an EIP-1193 provider is translated, for accounts and for signatures',
    async (code, expected) => {
      const refuse = () => { throw Object.assign(new Error('no'), { code }) }
      const closed = new FakeProvider()
      closed.handlers.eth_requestAccounts = refuse
      expect(await failure(resolveWallet(closed))).toMatchObject({ code: expected })

      const open = new FakeProvider()
      open.handlers.eth_signTypedData_v4 = refuse
      const wallet = await walletOf(open)
      expect(await failure(wallet.signTypedData(policy()))).toMatchObject({ code: expected })
    },
  )

  it.each([
    ['null', null, 'WALLET_FAILED'], ['an empty string', '', 'WALLET_FAILED'], ['a word', 'ok', 'WALLET_FAILED'],
    ['short hex', '0x1234', 'WALLET_FAILED'], ['a contract signature', `0x${'ab'.repeat(97)}`, 'SIGNER_CONTRACT'],
  ])(
    'an EIP-1193 provider that returns %s as its signature is refused',
    async (_, signature, code) => {
      const provider = new FakeProvider()
      provider.handlers.eth_signTypedData_v4 = () => signature
      const wallet = await walletOf(provider)
      expect(await failure(wallet.signTypedData(policy()))).toMatchObject({ code })
    },
  )

  it('the recovery byte v of a signature by a hardware wallet is changed to 27 or 28', async () => {
    const provider = new FakeProvider()
    const usual = await (await walletOf(provider)).signTypedData(policy())
    provider.handlers.eth_signTypedData_v4 = () => `${usual.slice(0, -2)}${usual.endsWith('1b') ? '00' : '01'}`
    expect(await (await walletOf(provider)).signTypedData(policy())).toBe(usual)
  })
})

describe('ethers BrowserProvider', () => {
  it('a BrowserProvider asks the wallet for an account only if the page may not use one yet', async () => {
    const allowed = new FakeProvider()
    await walletOf(new BrowserProvider(allowed, 1))
    expect(allowed.requests.map(({ method }) => method)).not.toContain('eth_requestAccounts')

    const unknown = new FakeProvider()
    const accounts: string[] = []
    unknown.handlers.eth_accounts = () => accounts
    unknown.handlers.eth_requestAccounts = () => { accounts.push(ADDRESS.toLowerCase()) }
    expect((await walletOf(new BrowserProvider(unknown, 1))).address).toBe(ADDRESS)
  })

  it.each([[4001, 'WALLET_REJECTED'], [-32002, 'WALLET_PENDING'], [4100, 'WALLET_NO_ACCOUNT'], [-32603, 'WALLET_FAILED']])(
    'code %i of the wallet behind a BrowserProvider is translated when it is asked for its accounts',
    async (code, expected) => {
      const closed = new FakeProvider()
      closed.handlers.eth_accounts = () => []
      closed.handlers.eth_requestAccounts = () => { throw Object.assign(new Error('no'), { code }) }
      expect(await failure(resolveWallet(new BrowserProvider(closed, 1)))).toMatchObject({ code: expected })
    },
  )

  it('a BrowserProvider whose wallet has no account is reported as a failed wallet', async () => {
    const empty = new FakeProvider()
    empty.handlers.eth_accounts = empty.handlers.eth_requestAccounts = () => []
    expect(await failure(resolveWallet(new BrowserProvider(empty, 1)))).toMatchObject({ code: 'WALLET_FAILED' })
  })
})

describe('rejections as the libraries wrap them', () => {
  const rejecting = () => {
    const provider = new FakeProvider()
    provider.handlers.eth_signTypedData_v4 = () => { throw { code: 4001, message: 'User rejected the request.' } }
    return provider
  }

  it.each<[string, () => SignerInput | Promise<SignerInput>]>([
    ['ethers', async () => new BrowserProvider(rejecting(), 1).getSigner()],
    ['an ethers BrowserProvider', () => new BrowserProvider(rejecting(), 1)],
    ['viem', () => createWalletClient({ account: ADDRESS, transport: custom(rejecting()) })],
    ['EIP-1193', rejecting],
  ])('a rejection by the user is recognised through %s', async (_, make) => {
    const wallet = await walletOf(await make())
    expect(await failure(wallet.signTypedData(policy()))).toMatchObject({ code: 'WALLET_REJECTED' })
  })

  it('an ethers signer that cannot sign is reported as a failed wallet', async () => {
    const wallet = await walletOf(new VoidSigner(ADDRESS))
    expect(await failure(wallet.signTypedData(policy()))).toMatchObject({ code: 'WALLET_FAILED' })
  })
})

describe('viem client', () => {
  it('a viem client asks the wallet for accounts only when none is allowed yet', async () => {
    const provider = new FakeProvider()
    provider.handlers.eth_accounts = () => []
    expect((await walletOf(createWalletClient({ transport: custom(provider) }))).address).toBe(ADDRESS)
    expect(provider.requests.map(({ method }) => method)).toEqual(['eth_accounts', 'eth_requestAccounts'])

    provider.handlers.eth_requestAccounts = () => []
    expect(await failure(resolveWallet(createWalletClient({ transport: custom(provider) }))))
      .toMatchObject({ code: 'WALLET_NO_ACCOUNT' })
  })

  it('a viem client uses its own account, not that of the wallet behind it', async () => {
    const provider = new FakeProvider()
    const wallet = await walletOf(createWalletClient({ account: OTHER_ADDRESS, transport: custom(provider) }))
    expect(wallet.address).toBe(OTHER_ADDRESS)
    expect(provider.requests).toEqual([])
    expect(await failure(wallet.signTypedData(policy()))).toMatchObject({ code: 'WALLET_NO_ACCOUNT' })
  })
})

describe('ambiguous signers', () => {
  it('an ethers signer that has `request` is recognised as an ethers signer', async () => {
    const signer = Object.assign(new EthersWallet(PRIVATE_KEY), { request: () => { throw new Error('asked') } })
    expect(recoverTypedDataSigner(policy(), await (await walletOf(signer)).signTypedData(policy()))).toBe(ADDRESS)
  })

  it('a viem client, which has `request`, is recognised as a viem client', async () => {
    const client = createWalletClient({ account, transport: noTransport })
    expect('request' in client).toBe(true)
    expect(recoverTypedDataSigner(policy(), await (await walletOf(client)).signTypedData(policy()))).toBe(ADDRESS)
  })

  it('a provider that has `signTypedData` but no account is recognised as a provider', async () => {
    const provider = Object.assign(new FakeProvider(), { signTypedData: () => { throw new Error('asked') } })
    expect((await walletOf(provider)).address).toBe(ADDRESS)
  })

  it('a provider that has `address` and `jwt` is recognised as a provider', async () => {
    const provider = Object.assign(new FakeProvider(), { address: OTHER_ADDRESS, jwt: 'x' })
    expect((await walletOf(provider)).address).toBe(ADDRESS)
  })

  it('a resolved wallet can be resolved again', async () => {
    const wallet = await walletOf(PRIVATE_KEY)
    expect(recoverTypedDataSigner(policy(), await (await walletOf(wallet)).signTypedData(policy()))).toBe(ADDRESS)
  })
})

describe('unusable signers', () => {
  it.each([undefined, null])('a signer that is %s is reported as missing', async input => {
    expect(await failure(resolveWallet(input))).toMatchObject({ code: 'SIGNER_MISSING' })
  })

  it.each<[string, () => unknown]>([
    ['a number', () => 5],
    ['a boolean', () => true],
    ['an empty object', () => ({})],
    ['an array', () => [new EthersWallet(PRIVATE_KEY)]],
    ['a function', () => () => PRIVATE_KEY],
    ['an address alone', () => ({ address: ADDRESS })],
    ['an ethers JsonRpcProvider', () => new JsonRpcProvider('http://127.0.0.1:1', 1, { staticNetwork: true })],
    ['an announced provider with its info', () => ({ info: {}, provider: new FakeProvider() })],
    ['a ref', () => ref(new EthersWallet(PRIVATE_KEY))],
    ['an ethers v5 signer', () => ({ getAddress: () => ADDRESS, _signTypedData: () => '0x' })],
    ['a provider with an ethers v5 signer', () => ({ hasSigner: () => true, getSigner: () => ({ getAddress: () => ADDRESS, _signTypedData: () => '0x' }) })],
    ['a provider that gives another provider', () => ({ hasSigner: () => true, getSigner: () => new BrowserProvider(new FakeProvider(), 1) })],
    ['a provider that gives no signer', () => ({ hasSigner: () => true, getSigner: () => null })],
  ])('%s is not supported as a signer', async (_, make) => {
    expect(await failure(resolveWallet(make() as SignerInput))).toMatchObject({ code: 'SIGNER_UNSUPPORTED' })
  })

  it('a viem public client fails when it is asked for accounts', async () => {
    const client = createPublicClient({ transport: noTransport })
    expect(await failure(resolveWallet(client as unknown as SignerInput))).toMatchObject({ code: 'WALLET_FAILED' })
  })

  it.each(['', '0x', ADDRESS, PRIVATE_KEY.slice(3), `${PRIVATE_KEY}ff`, PRIVATE_KEY.replace('0x', 'x')])(
    'a string that is not a private key is refused and does not appear in the error',
    async text => {
      const thrown = await failure(resolveWallet(text as `0x${string}`))
      expect(thrown).toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option: 'signer' } } })
      if (text.length > 2) expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(text.slice(2))
    },
  )
})

describe('private key', () => {
  it('a private key signs digests too', async () => {
    const wallet = await walletOf(PRIVATE_KEY)
    const digest = `0x${'12'.repeat(32)}` as const
    expect(await wallet.signDigest?.(digest)).toBe(new EthersWallet(PRIVATE_KEY).signingKey.sign(digest).serialized)
  })
})
