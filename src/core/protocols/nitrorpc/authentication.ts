import { createSessionKey, type SessionKey } from '../../wallet/sessionKey'
import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors'
import type { SessionKeyOptions } from '../../options'
import type { Address } from '../../types'
import { recoverTypedDataSigner } from '../../wallet/typedData'
import type { ResolvedLogin, ResolvedSigner, SessionKeyPolicy, TypedData, Wallet } from '../../wallet/types'
import type { Login } from '../protocol'
import { ask } from './calls'
import * as schemas from './schemas'

/** A session key with the wallet's signature for it. */
interface KnownLogin {
  readonly key: SessionKey
  readonly policy: SessionKeyPolicy
  /** Token of the node; null until the node has taken the signature in. */
  readonly jwt: string | null
}

export interface AuthenticationOptions {
  readonly application: string
  readonly sessionKey: Required<SessionKeyOptions>
}

/** A key that ends within this time is not used for a new login, in seconds. */
const EXPIRY_MARGIN = 60

/** Errors that say that a token or its key is no good any more; others, such as a lost socket, say nothing of it. */
const isRefusedLogin = (thrown: unknown): boolean =>
  thrown instanceof NitroliteError && /^(AUTH_(?!BUSY)|SESSION_KEY_)/.test(thrown.code)

/** The policy as EIP-712 typed data (ClearNode 0.5.2: the domain has the application's name only). */
export const policyData = (policy: Omit<SessionKeyPolicy, 'signature'>): TypedData => ({
  domain: { name: policy.application },
  primaryType: 'Policy',
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
  message: {
    challenge: policy.challenge,
    scope: policy.scope,
    wallet: policy.wallet,
    session_key: policy.sessionKey,
    expires_at: policy.expiresAt,
    allowances: [],
  },
})

/** Logs connections in, and remembers the logins of this client in memory. */
export class Authentication {
  readonly #options: AuthenticationOptions
  readonly #known = new Map<Address, KnownLogin>()
  /** Wallets that are being asked. */
  readonly #asked = new Map<Address, Promise<KnownLogin>>()

  constructor(options: AuthenticationOptions) {
    this.#options = options
  }

  authenticate(connection: Connection, signer: ResolvedSigner): Promise<Login> {
    return signer.kind === 'login' ? this.#adopt(connection, signer.login) : this.#logIn(connection, signer.wallet, signer.isAway)
  }

  /** The node refuses the key of this wallet: the next login makes a new one. */
  forget(wallet: Address): void {
    this.#known.delete(wallet)
  }

  async #adopt(connection: Connection, { wallet, signer, jwt }: ResolvedLogin): Promise<Login> {
    // Without a token the app has logged in the socket that it shares.
    if (jwt !== null) await this.#presentToken(connection, jwt, wallet, signer.address)
    return { wallet, signer, policy: null }
  }

  async #logIn(connection: Connection, wallet: Wallet, isAway = false): Promise<Login> {
    const known = this.#known.get(wallet.address)
    if (known && known.policy.expiresAt - EXPIRY_MARGIN > connection.now() / 1000) {
      try {
        return await this.#present(connection, known)
      }
      catch (thrown) {
        if (!isRefusedLogin(thrown)) throw thrown
      }
    }
    if (isAway) throw new NitroliteError('AUTH_REQUIRED')
    return this.#present(connection, await this.#askOnce(connection, wallet))
  }

  /** Logs in with what is at hand: the token, or the wallet's signature where there is none yet. */
  async #present(connection: Connection, login: KnownLogin): Promise<Login> {
    const { key, policy, jwt } = login
    try {
      if (jwt !== null) await this.#presentToken(connection, jwt, policy.wallet, key.address)
      else this.#known.set(policy.wallet, { ...login, jwt: await this.#verify(connection, policy) })
    }
    catch (thrown) {
      if (isRefusedLogin(thrown)) this.forget(policy.wallet)
      throw thrown
    }
    return toLogin(login)
  }

  async #presentToken(connection: Connection, jwt: string, wallet: Address, key: Address): Promise<void> {
    const answer = await ask(connection, { method: 'auth_verify', params: { jwt }, schema: schemas.verified })
    const fits = answer.success && answer.address === wallet && (answer.session_key || key).toLowerCase() === key.toLowerCase()
    if (!fits) throw new NitroliteError('AUTH_JWT_INVALID')
  }

  /**
   * Asks the wallet, unless it is being asked already: people take their time, and a socket that is lost meanwhile
   * must not cost them a second question. The challenge belongs to the node, not to the socket.
   */
  #askOnce(connection: Connection, wallet: Wallet): Promise<KnownLogin> {
    const { address } = wallet
    const asked = this.#asked.get(address) ?? this.#ask(connection, wallet).finally(() => this.#asked.delete(address))
    this.#asked.set(address, asked)
    return asked
  }

  /** Makes a key and has the wallet sign that it may act for it. */
  async #ask(connection: Connection, wallet: Wallet): Promise<KnownLogin> {
    // Any answer teaches the node's clock; with a wrong one of this device the key could be born expired.
    await ask(connection, { method: 'ping', params: {}, schema: schemas.nothing })
    const key = createSessionKey()
    const { application, sessionKey: { lifetime, scope } } = this.#options
    const expiresAt = Math.floor(connection.now() / 1000) + lifetime
    const { challenge_message: challenge } = await ask(connection, {
      method: 'auth_request',
      params: {
        address: wallet.address, session_key: key.address, application, allowances: [], scope, expires_at: expiresAt,
      },
      schema: schemas.challenge,
    })

    const policy = { wallet: wallet.address, sessionKey: key.address, application, scope, expiresAt, challenge }
    const data = policyData(policy)
    const signature = await wallet.signTypedData(data)
    const signer = recoverTypedDataSigner(data, signature)
    if (signer !== wallet.address) {
      throw new NitroliteError('SIGNER_MISMATCH', { expected: wallet.address, actual: signer ?? 'nobody' })
    }

    const login = { key, policy: { ...policy, signature }, jwt: null }
    this.#known.set(wallet.address, login)
    return login
  }

  async #verify(connection: Connection, { challenge, signature }: SessionKeyPolicy): Promise<string> {
    const answer = await ask(connection, {
      method: 'auth_verify', params: { challenge }, signatures: [signature], schema: schemas.verified,
    })
    if (!answer.success || !answer.jwt_token) throw new NitroliteError('AUTH_REFUSED')
    return answer.jwt_token
  }
}

const toLogin = ({ key, policy }: KnownLogin): Login => ({
  wallet: policy.wallet,
  signer: { wallet: policy.wallet, address: key.address, signDigest: digest => key.signDigest(digest) },
  policy,
})
