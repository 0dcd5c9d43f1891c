import { inspect } from 'node:util'
import { BrowserProvider, JsonRpcProvider } from 'ethers/providers'
import { Wallet as EthersWallet } from 'ethers/wallet'
import { createClient, createPublicClient, createWalletClient, custom, type EIP1193Provider } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { markRaw, reactive, readonly, ref, shallowReactive } from 'vue'
import { describe, expect, it } from 'vitest'
import { ADDRESS, failure, FakeEventProvider, FakeProvider, OTHER_ADDRESS, policy, PRIVATE_KEY, walletOf } from '../../../test/helpers/fakeWallets'
import { resolveWallet } from './resolveWallet'
import { recoverTypedDataSigner } from './typedData'
import type { SignerInput } from './types'

const account = privateKeyToAccount(PRIVATE_KEY)
const noTransport = custom(
  { request: async ({ method }: { method: string }) => { throw new Error(`asked for ${method}`) } },
  { retryCount: 0 },
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
