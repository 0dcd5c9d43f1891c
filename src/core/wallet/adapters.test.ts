import { BrowserProvider, VoidSigner } from 'ethers/providers'
import { createWalletClient, custom } from 'viem'
import { describe, expect, it } from 'vitest'
import { ADDRESS, failure, FakeProvider, OTHER_ADDRESS, policy, walletOf } from '../../../test/helpers/fakeWallets'
import { resolveWallet } from './resolveWallet'
import type { SignerInput, TypedData } from './types'

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
