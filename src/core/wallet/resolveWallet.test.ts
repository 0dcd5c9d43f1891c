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

describe.each(WALLETS)('%s', (_, make) => {
  it('has the checksummed address and signs typed data as it', async () => {
    const wallet = await walletOf(await make())
    expect(wallet.address).toBe(ADDRESS)
    for (const expiresAt of [1_900_000_000, 1_900_000_000n]) {
      const signature = await wallet.signTypedData(policy(expiresAt))
      expect(signature).toMatch(/^0x[\da-f]{128}(1b|1c)$/)
      expect(recoverTypedDataSigner(policy(), signature)).toBe(ADDRESS)
    }
  })

  it('offers signDigest only where the key is in hand, and keeps no key in sight', async () => {
    const input = await make()
    const wallet = await walletOf(input)
    expect('signDigest' in wallet).toBe(input === PRIVATE_KEY)
    expect(inspect(wallet, { depth: null, showHidden: true, getters: true })).not.toContain(PRIVATE_KEY.slice(2))
    expect(JSON.stringify(wallet)).toBe(JSON.stringify({ address: ADDRESS }))
  })
})

describe('an ethers wallet in a Vue proxy', () => {
  it('could not sign through the proxy, which is why it is taken off', async () => {
    const proxied = reactive(new EthersWallet(PRIVATE_KEY)) as EthersWallet
    const { domain, types, message } = policy()
    await expect(async () => proxied.signTypedData(domain, types, message)).rejects.toThrow(TypeError)
  })

  it('is not harmed by keys that only look like those of Vue', async () => {
    const odd = Object.assign(new FakeProvider(), { __v_raw: () => null })
    expect((await walletOf(odd)).address).toBe(ADDRESS)
  })
})

describe('EIP-1193 provider', () => {
  it('is asked for accounts once and then with the first of them', async () => {
    const provider = new FakeProvider()
    const wallet = await walletOf(provider)
    expect(provider.requests).toEqual([{ method: 'eth_requestAccounts' }])
    await wallet.signTypedData(policy())
    const [address, json] = provider.requests[1]?.params ?? []
    expect(provider.requests[1]?.method).toBe('eth_signTypedData_v4')
    expect(address).toBe(ADDRESS)
    expect((JSON.parse(String(json)) as TypedData).types.EIP712Domain).toEqual([{ name: 'name', type: 'string' }])
  })

  it.each([['an empty list', []], ['null', null], ['a list of nothing', [undefined]], ['no list', 'locked']])(
    'says that there is no account for %s',
    async (_, accounts) => {
      const provider = new FakeProvider()
      provider.handlers.eth_requestAccounts = () => accounts
      expect(await failure(resolveWallet(provider))).toMatchObject({ code: 'WALLET_NO_ACCOUNT' })
    },
  )

  it.each([['zero', `0x${'0'.repeat(40)}`], ['malformed', '0x1234'], ['no text', 5]])(
    'refuses an address that is %s',
    async (_, address) => {
      const provider = new FakeProvider()
      provider.handlers.eth_requestAccounts = () => [address]
      expect(await failure(resolveWallet(provider))).toMatchObject({ code: 'WALLET_FAILED' })
    },
  )

  it.each([[4001, 'WALLET_REJECTED'], [-32002, 'WALLET_PENDING'], [4100, 'WALLET_NO_ACCOUNT'], [-32603, 'WALLET_FAILED']])(
    'translates code %i, when asked for accounts and when signing',
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
    ['null', null, 'WALLET_FAILED'], ['an empty text', '', 'WALLET_FAILED'], ['a text', 'ok', 'WALLET_FAILED'],
    ['a short one', '0x1234', 'WALLET_FAILED'], ['a contract wallet’s', `0x${'ab'.repeat(97)}`, 'SIGNER_CONTRACT'],
  ])(
    'refuses as signature %s',
    async (_, signature, code) => {
      const provider = new FakeProvider()
      provider.handlers.eth_signTypedData_v4 = () => signature
      const wallet = await walletOf(provider)
      expect(await failure(wallet.signTypedData(policy()))).toMatchObject({ code })
    },
  )

  it('brings v of a hardware wallet to 27 or 28', async () => {
    const provider = new FakeProvider()
    const usual = await (await walletOf(provider)).signTypedData(policy())
    provider.handlers.eth_signTypedData_v4 = () => `${usual.slice(0, -2)}${usual.endsWith('1b') ? '00' : '01'}`
    expect(await (await walletOf(provider)).signTypedData(policy())).toBe(usual)
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
    ['viem', () => createWalletClient({ account: ADDRESS, transport: custom(rejecting()) })],
    ['EIP-1193', rejecting],
  ])('%s', async (_, make) => {
    const wallet = await walletOf(await make())
    expect(await failure(wallet.signTypedData(policy()))).toMatchObject({ code: 'WALLET_REJECTED' })
  })

  it('translates an ethers signer that cannot sign', async () => {
    const wallet = await walletOf(new VoidSigner(ADDRESS))
    expect(await failure(wallet.signTypedData(policy()))).toMatchObject({ code: 'WALLET_FAILED' })
  })
})

describe('viem client', () => {
  it('asks the wallet only when no account is allowed yet', async () => {
    const provider = new FakeProvider()
    provider.handlers.eth_accounts = () => []
    expect((await walletOf(createWalletClient({ transport: custom(provider) }))).address).toBe(ADDRESS)
    expect(provider.requests.map(({ method }) => method)).toEqual(['eth_accounts', 'eth_requestAccounts'])

    provider.handlers.eth_requestAccounts = () => []
    expect(await failure(resolveWallet(createWalletClient({ transport: custom(provider) }))))
      .toMatchObject({ code: 'WALLET_NO_ACCOUNT' })
  })

  it('uses its own account, not that of the wallet behind it', async () => {
    const provider = new FakeProvider()
    const wallet = await walletOf(createWalletClient({ account: OTHER_ADDRESS, transport: custom(provider) }))
    expect(wallet.address).toBe(OTHER_ADDRESS)
    expect(provider.requests).toEqual([])
    expect(await failure(wallet.signTypedData(policy()))).toMatchObject({ code: 'WALLET_NO_ACCOUNT' })
  })
})

describe('what fits twice', () => {
  it('takes an ethers signer with `request` for an ethers signer', async () => {
    const signer = Object.assign(new EthersWallet(PRIVATE_KEY), { request: () => { throw new Error('asked') } })
    expect(recoverTypedDataSigner(policy(), await (await walletOf(signer)).signTypedData(policy()))).toBe(ADDRESS)
  })

  it('takes a viem client, which has `request`, for a viem client', async () => {
    const client = createWalletClient({ account, transport: noTransport })
    expect('request' in client).toBe(true)
    expect(recoverTypedDataSigner(policy(), await (await walletOf(client)).signTypedData(policy()))).toBe(ADDRESS)
  })

  it('takes a provider with `signTypedData` but no account for a provider', async () => {
    const provider = Object.assign(new FakeProvider(), { signTypedData: () => { throw new Error('asked') } })
    expect((await walletOf(provider)).address).toBe(ADDRESS)
  })

  it('takes a provider that shows `address` and `jwt` for a provider', async () => {
    const provider = Object.assign(new FakeProvider(), { address: OTHER_ADDRESS, jwt: 'x' })
    expect((await walletOf(provider)).address).toBe(ADDRESS)
  })

  it('takes its own result again', async () => {
    const wallet = await walletOf(PRIVATE_KEY)
    expect(recoverTypedDataSigner(policy(), await (await walletOf(wallet)).signTypedData(policy()))).toBe(ADDRESS)
  })
})

describe('what is no signer', () => {
  it.each([undefined, null])('%s is missing', async input => {
    expect(await failure(resolveWallet(input))).toMatchObject({ code: 'SIGNER_MISSING' })
  })

  it.each<[string, () => unknown]>([
    ['a number', () => 5],
    ['a boolean', () => true],
    ['an empty object', () => ({})],
    ['an array', () => [new EthersWallet(PRIVATE_KEY)]],
    ['a function', () => () => PRIVATE_KEY],
    ['an address alone', () => ({ address: ADDRESS })],
    ['an ethers BrowserProvider', () => new BrowserProvider(new FakeProvider(), 1)],
    ['an ethers JsonRpcProvider', () => new JsonRpcProvider('http://127.0.0.1:1', 1, { staticNetwork: true })],
    ['an announced provider with its info', () => ({ info: {}, provider: new FakeProvider() })],
    ['a ref', () => ref(new EthersWallet(PRIVATE_KEY))],
    ['an ethers v5 signer', () => ({ getAddress: () => ADDRESS, _signTypedData: () => '0x' })],
  ])('%s is unsupported', async (_, make) => {
    expect(await failure(resolveWallet(make() as SignerInput))).toMatchObject({ code: 'SIGNER_UNSUPPORTED' })
  })

  it('a viem public client has no account to ask for', async () => {
    const client = createPublicClient({ transport: noTransport })
    expect(await failure(resolveWallet(client as unknown as SignerInput))).toMatchObject({ code: 'WALLET_FAILED' })
  })

  it.each(['', '0x', ADDRESS, PRIVATE_KEY.slice(2), `${PRIVATE_KEY}ff`, PRIVATE_KEY.replace('0x', '0X')])(
    'a text that is no private key is refused and not quoted',
    async text => {
      const thrown = await failure(resolveWallet(text as `0x${string}`))
      expect(thrown).toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option: 'signer' } } })
      if (text.length > 2) expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(text.slice(2))
    },
  )
})

describe('private key', () => {
  it('signs digests too', async () => {
    const wallet = await walletOf(PRIVATE_KEY)
    const digest = `0x${'12'.repeat(32)}` as const
    expect(await wallet.signDigest?.(digest)).toBe(new EthersWallet(PRIVATE_KEY).signingKey.sign(digest).serialized)
  })
})
