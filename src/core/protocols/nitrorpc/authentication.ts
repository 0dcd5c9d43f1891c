import { createPrivateKey, sessionKeyFromPrivateKey, type SessionKey } from '../../wallet/sessionKey'
import type { Connection, WebSocketLike } from '../../connection/types'
import { codeOf, NitroliteError } from '../../errors/errors'
import { isLoginRefused } from '../../errors/groups'
import type { SessionKeyOptions } from '../../client/options'
import type { Address, Hex } from '../../types'
import type { KeptLogin, LoginStore } from '../../wallet/loginStore'
import { recoverTypedDataSigner } from '../../wallet/typedData'
import type { ResolvedLogin, ResolvedSigner, SessionKeyPolicy, TypedData, Wallet } from '../../wallet/types'
import type { Login } from '../protocol'
import { ask } from './calls'
import * as schemas from './schemas'

/** A session key with the wallet's signature for it. */
interface KnownLogin {
  readonly privateKey: Hex
  readonly key: SessionKey
  readonly policy: SessionKeyPolicy
  /** Token of the node; null until the node has taken the signature in. */
  readonly jwt: string | null
}

export interface AuthenticationOptions {
  readonly url: string
  readonly application: string
  readonly sessionKey: Required<SessionKeyOptions>
  readonly logins: LoginStore
  readonly socket?: WebSocketLike
}

/** A key that ends within this time is not used for a new login, in seconds. */
const EXPIRY_MARGIN = 60

/** Whether a token or its key can no longer be used. Other errors, such as a lost socket, say nothing about them. */
const isRefusedLogin = (thrown: unknown): boolean => isLoginRefused(codeOf(thrown))

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

/** Logs connections in, and remembers the logins of this client in memory and in the store of the app. */
export class Authentication {
  readonly #options: AuthenticationOptions
  readonly #known = new Map<Address, KnownLogin>()
  /** Keys that the node has refused: a store may hold them still. */
  readonly #refused = new Set<Address>()

  constructor(options: AuthenticationOptions) {
    this.#options = options
  }

  authenticate(connection: Connection, signer: ResolvedSigner): Promise<Login> {
    return signer.kind === 'login' ? this.#adopt(connection, signer.login) : this.#logIn(connection, signer.wallet, signer.isAway)
  }

  /** The node refuses this key: the next login takes another one. */
  forget(key: Address): void {
    this.#refused.add(key)
  }

  async #adopt(connection: Connection, { wallet, signer, jwt }: ResolvedLogin): Promise<Login> {
    if (jwt === null && !this.#options.socket) throw new NitroliteError('OPTIONS_INVALID', { option: 'signer', reason: 'It needs its jwt.' })
    // Without a token the app has logged in the socket that it shares.
    if (jwt !== null) await this.#presentToken(connection, jwt, wallet, signer.address)
    return { wallet, signer, policy: null }
  }

  async #logIn(connection: Connection, wallet: Wallet, isAway = false): Promise<Login> {
    const login = await this.#presentKnown(connection, wallet.address, known => known.jwt !== null)
    if (login) return login
    if (isAway) throw new NitroliteError('AUTH_REQUIRED')
    return this.#options.logins.exclusively(this.#nameOf(wallet.address), async () => {
      // Another tab, or an earlier call, may have asked the wallet meanwhile. The challenge belongs to the node, not to
      // the socket: one that is lost while a person takes their time does not cost a second question.
      const shared = await this.#presentKnown(connection, wallet.address, () => true)
      return shared ?? this.#present(connection, await this.#ask(connection, wallet))
    })
  }

  #nameOf(wallet: Address): string {
    const { url, application, sessionKey: { scope } } = this.#options
    return JSON.stringify([url, application, scope, wallet])
  }

  /** Logs in with what is known already, if there is something that the node takes. */
  async #presentKnown(
    connection: Connection, wallet: Address, fits: (login: KnownLogin) => boolean,
  ): Promise<Login | null> {
    const logins = [await this.#readShared(wallet), this.#known.get(wallet)]
    for (const login of logins) {
      if (!login || this.#refused.has(login.key.address) || !fits(login)) continue
      if (login.policy.expiresAt - EXPIRY_MARGIN <= connection.now() / 1000) continue
      try {
        return await this.#present(connection, login)
      }
      catch (thrown) {
        if (!isRefusedLogin(thrown)) throw thrown
      }
    }
    return null
  }

  async #readShared(wallet: Address): Promise<KnownLogin | null> {
    try {
      const kept = await this.#options.logins.read(this.#nameOf(wallet))
      const key = kept && sessionKeyFromPrivateKey(kept.privateKey)
      return kept?.policy.wallet === wallet && kept.policy.sessionKey === key?.address ? { ...kept, key } : null
    }
    catch {
      // The wallet is asked instead.
      return null
    }
  }

  /** Logs in with what is at hand: the token, or the wallet's signature where there is none yet. */
  async #present(connection: Connection, login: KnownLogin): Promise<Login> {
    const { privateKey, key, policy, jwt } = login
    this.#known.set(policy.wallet, login)
    try {
      if (jwt !== null) await this.#presentToken(connection, jwt, policy.wallet, key.address)
      else await this.#remember({ privateKey, policy, jwt: await this.#verify(connection, policy) }, key)
    }
    catch (thrown) {
      if (isRefusedLogin(thrown)) this.forget(key.address)
      throw thrown
    }
    return toLogin(login)
  }

  async #remember(login: KeptLogin, key: SessionKey): Promise<void> {
    this.#known.set(login.policy.wallet, { ...login, key })
    // A later page asks the wallet again, and that is all.
    await this.#options.logins.write(this.#nameOf(login.policy.wallet), login).catch(() => {})
  }

  async #presentToken(connection: Connection, jwt: string, wallet: Address, key: Address): Promise<void> {
    const answer = await ask(connection, { method: 'auth_verify', params: { jwt }, schema: schemas.verified })
    const fits = answer.success && answer.address === wallet && (answer.session_key || key).toLowerCase() === key.toLowerCase()
    if (!fits) throw new NitroliteError('AUTH_JWT_INVALID')
  }

  /** Makes a key and has the wallet sign that it may act for it. */
  async #ask(connection: Connection, wallet: Wallet): Promise<KnownLogin> {
    // Any answer teaches the node's clock; with a wrong one of this device the key could be born expired.
    await ask(connection, { method: 'ping', params: {}, schema: schemas.nothing })
    const privateKey = createPrivateKey()
    const key = sessionKeyFromPrivateKey(privateKey)
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

    const login = { privateKey, key, policy: { ...policy, signature }, jwt: null }
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
