import { Wallet as EthersWallet } from 'ethers/wallet'
import type { Hex } from '../../src/core/types'
import { resolveWallet } from '../../src/core/wallet/resolveWallet'
import type { Eip1193ProviderLike, SignerInput, TypedData, TypedDataTypes, Wallet } from '../../src/core/wallet/types'

export const PRIVATE_KEY: Hex = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
/** EIP-55 form of the address of `PRIVATE_KEY`. */
export const ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
export const OTHER_ADDRESS = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

/** A policy as a node's login asks the wallet to sign it. */
export const policy = (expiresAt: unknown = 1_900_000_000): TypedData => ({
  domain: { name: 'demo' },
  types: {
    Policy: [
      { name: 'challenge', type: 'string' },
      { name: 'scope', type: 'string' },
      { name: 'wallet', type: 'address' },
      { name: 'session_key', type: 'address' },
      { name: 'expires_at', type: 'uint64' },
      { name: 'allowances', type: 'Allowance[]' },
    ],
    Allowance: [{ name: 'asset', type: 'string' }, { name: 'amount', type: 'string' }],
  },
  primaryType: 'Policy',
  message: {
    challenge: '3a2f6d0c-5b1e-4a53-a1ce-0f7f4f1f2a10',
    scope: 'app.close',
    wallet: ADDRESS,
    session_key: OTHER_ADDRESS,
    expires_at: expiresAt,
    allowances: [],
  },
})

interface Request { method: string, params?: unknown[] }
type Handler = (params: unknown[]) => unknown

/** A browser wallet: an EIP-1193 provider that signs with an ethers wallet and records every request. */
export class FakeProvider implements Eip1193ProviderLike {
  readonly requests: Request[] = []
  readonly wallet = new EthersWallet(PRIVATE_KEY)
  readonly handlers: Record<string, Handler> = {
    eth_requestAccounts: () => [this.wallet.address.toLowerCase(), OTHER_ADDRESS.toLowerCase()],
    eth_accounts: () => [this.wallet.address.toLowerCase()],
    eth_chainId: () => '0x1',
    eth_signTypedData_v4: ([address, json]) => this.sign(String(address), String(json)),
  }

  async request(args: Request): Promise<unknown> {
    this.requests.push(args)
    const handler = this.handlers[args.method]
    if (!handler) throw Object.assign(new Error('Unsupported method'), { code: 4200 })
    return handler(args.params ?? [])
  }

  private sign(address: string, json: string): Promise<string> {
    if (address.toLowerCase() !== this.wallet.address.toLowerCase()) throw Object.assign(new Error('Unauthorized'), { code: 4100 })
    const { domain, types: { EIP712Domain: _, ...types }, message } =
      JSON.parse(json) as { domain: Record<string, unknown>, types: TypedDataTypes, message: Record<string, unknown> }
    return this.wallet.signTypedData(domain, types, message)
  }
}

/** A provider that also emits `accountsChanged`. */
export class FakeEventProvider extends FakeProvider {
  readonly listeners = new Set<(accounts: unknown) => void>()

  on(event: string, listener: (accounts: unknown) => void): this {
    if (event === 'accountsChanged') this.listeners.add(listener)
    return this
  }

  removeListener(event: string, listener: (accounts: unknown) => void): this {
    if (event === 'accountsChanged') this.listeners.delete(listener)
    return this
  }

  emitAccounts(accounts: unknown): void {
    for (const listener of [...this.listeners]) listener(accounts)
  }
}

/** The wallet behind a signer. */
export async function walletOf(input: SignerInput): Promise<Wallet> {
  const resolved = await resolveWallet(input)
  if (resolved.kind !== 'wallet') throw new Error('resolved to a login')
  return resolved.wallet
}

/** What a promise rejects with. */
export const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(
  () => { throw new Error('did not reject') },
  (thrown: unknown) => thrown,
)
