import type { SessionKeyOptions } from '../../client/options'
import { shownUrl } from '../../connection/shownUrl'
import type { Connection, Timers, WebSocketLike } from '../../connection/types'
import { codeOf, NitroliteError } from '../../errors/errors'
import { isLoginRefused } from '../../errors/groups'
import { isSameAddress } from '../../sessions/participants'
import type { Address, Hex } from '../../types'
import type { KeptLogin, LoginStore } from '../../wallet/loginStore'
import { takeLoginTurn } from '../../wallet/loginTurn'
import { createPrivateKey, sessionKeyFromPrivateKey, type SessionKey } from '../../wallet/sessionKey'
import { assertSignedBy } from '../../wallet/checkedSignature'
import { typedDataDigest } from '../../wallet/typedData'
import type { ResolvedLogin, ResolvedSigner, SessionKeyPolicy, SignatureEngine, Wallet } from '../../wallet/types'
import type { Login } from '../protocol'
import { ask } from './calls'
import { policyData } from './policyData'
import * as schemas from './schemas'

/** A session key, and the policy by which its wallet lets it sign. */
interface KnownLogin {
  readonly privateKey: Hex
  readonly key: SessionKey
  readonly policy: SessionKeyPolicy
  /** The node's token for later logins. Null until the node has accepted the policy. */
  readonly jwt: string | null
}

/** The wallet is being asked to sign a policy. */
interface Question {
  readonly answer: Promise<KnownLogin>
  /** Aborted when nobody wants the login any more. */
  readonly signal: AbortSignal
}

export interface AuthenticationOptions {
  readonly url: string
  readonly application: string
  readonly sessionKey: Required<SessionKeyOptions>
  readonly logins: LoginStore
  readonly timers: Timers
  /** Computes the signatures of session keys. */
  readonly signatures: SignatureEngine
  /** A socket that the app shares; the app has logged it in. */
  readonly socket?: WebSocketLike
}

/** A key is no longer used for a login when it expires within this time, in seconds. */
const EXPIRY_MARGIN = 60

/** Whether a token or its key can no longer be used. Other errors, such as a lost socket, say nothing about them. */
const isRefusedLogin = (thrown: unknown): boolean => isLoginRefused(codeOf(thrown))

/**
 * Logs connections in. The wallet is asked once; its session key is kept in memory and in the app's store of logins, and later
 * connections log in with it.
 */
export class Authentication {
  readonly #options: AuthenticationOptions
  /** The latest login of each wallet. */
  readonly #known = new Map<Address, KnownLogin>()
  /** Keys that the node has refused. The store may still contain them. */
  readonly #refused = new Set<Address>()
  /** The last question to each wallet. */
  readonly #questions = new Map<Address, Question>()

  constructor(options: AuthenticationOptions) {
    this.#options = options
  }

  /**
   * @throws `AUTH_REQUIRED` if the wallet would have to be asked but is not at hand, `OPTIONS_INVALID` for an adopted login without a
   * token, `SIGNER_MISMATCH`, `WALLET_…`, `AUTH_…`, `SESSION_KEY_…`
   */
  authenticate(connection: Connection, signer: ResolvedSigner, signal: AbortSignal): Promise<Login> {
    return signer.kind === 'login'
      ? this.#adopt(connection, signer.login)
      : this.#logIn(connection, signer.wallet, signal, signer.isUnavailable)
  }

  /** Marks a key as refused by the node: the next login takes another one. */
  markRefused(key: Address): void {
    this.#refused.add(key)
  }

  async #adopt(connection: Connection, { wallet, signer, jwt }: ResolvedLogin): Promise<Login> {
    if (jwt === null && !this.#options.socket) throw new NitroliteError('OPTIONS_INVALID', { option: 'signer', reason: 'An adopted login needs a jwt, unless the option socket shares a socket that is logged in.' })
    if (jwt !== null) await this.#presentToken(connection, jwt, wallet, signer.address)
    return { wallet, signer, policy: null }
  }

  async #logIn(connection: Connection, wallet: Wallet, signal: AbortSignal, isUnavailable = false): Promise<Login> {
    const login = await this.#presentKnown(connection, wallet.address, known => known.jwt !== null)
    if (login) return login
    if (isUnavailable) throw new NitroliteError('AUTH_REQUIRED')
    // The socket was lost while the wallet was being asked. The node's challenge is valid on any socket, so the answer is too.
    const question = this.#questions.get(wallet.address)
    if (question && !question.signal.aborted) return this.#present(connection, await question.answer)
    const { logins, timers } = this.#options
    return takeLoginTurn({ logins, timers, name: this.#storeName(wallet.address), signal }, async () => {
      // Another tab may have asked the wallet meanwhile, or an earlier call that lost its socket after the wallet had answered.
      const shared = await this.#presentKnown(connection, wallet.address, () => true)
      return shared ?? this.#present(connection, await this.#askWallet(connection, wallet, signal))
    })
  }

  #sessionKey(privateKey: Hex): SessionKey {
    return sessionKeyFromPrivateKey(privateKey, 'sessionKey', this.#options.signatures)
  }

  /** Name of a wallet's login in the store. */
  #storeName(wallet: Address): string {
    const { url, application, sessionKey: { scope } } = this.#options
    return JSON.stringify([shownUrl(url), application, scope, wallet])
  }

  /**
   * Logs in with a login from the store or from memory.
   * @returns null if there is none that matches, or the node accepts none
   */
  async #presentKnown(
    connection: Connection, wallet: Address, isMatch: (login: KnownLogin) => boolean,
  ): Promise<Login | null> {
    const logins = [await this.#readStored(wallet), this.#known.get(wallet)]
    for (const login of logins) {
      if (!login || this.#refused.has(login.key.address) || !isMatch(login)) continue
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

  async #readStored(wallet: Address): Promise<KnownLogin | null> {
    try {
      const kept = await this.#options.logins.read(this.#storeName(wallet))
      const key = kept && this.#sessionKey(kept.privateKey)
      return kept?.policy.wallet === wallet && kept.policy.sessionKey === key?.address ? { ...kept, key } : null
    }
    catch {
      // A store that fails costs a question to the wallet, nothing else.
      return null
    }
  }

  /** Logs in with the token, or with the wallet's signature if there is no token yet. */
  async #present(connection: Connection, login: KnownLogin): Promise<Login> {
    const { privateKey, key, policy, jwt } = login
    this.#known.set(policy.wallet, login)
    try {
      if (jwt !== null) await this.#presentToken(connection, jwt, policy.wallet, key.address)
      else await this.#remember({ privateKey, policy, jwt: await this.#verify(connection, policy) }, key)
    }
    catch (thrown) {
      if (isRefusedLogin(thrown)) this.markRefused(key.address)
      throw thrown
    }
    return toLogin(login)
  }

  async #remember(login: KeptLogin, key: SessionKey): Promise<void> {
    this.#known.set(login.policy.wallet, { ...login, key })
    // If the login cannot be stored, a later page has to ask the wallet again. Nothing else is lost.
    await this.#options.logins.write(this.#storeName(login.policy.wallet), login).catch(() => {})
  }

  async #presentToken(connection: Connection, jwt: string, wallet: Address, key: Address): Promise<void> {
    const answer = await ask(connection, { method: 'auth_verify', params: { jwt }, schema: schemas.verified })
    const isExpected = answer.success && isSameAddress(answer.address, wallet) && isSameAddress(answer.session_key || key, key)
    if (!isExpected) throw new NitroliteError('AUTH_JWT_INVALID')
  }

  /** Makes a new key and asks the wallet to sign that it may act for it. */
  async #askWallet(connection: Connection, wallet: Wallet, signal: AbortSignal): Promise<KnownLogin> {
    // Any answer contains the node's time. If this device's clock were wrong, a key made by it might be expired from the start.
    await ask(connection, { method: 'ping', params: {}, schema: schemas.nothing })
    const privateKey = createPrivateKey()
    const key = this.#sessionKey(privateKey)
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
    const answer = this.#signPolicy(wallet, policy).then(signature => ({ privateKey, key, policy: { ...policy, signature }, jwt: null }))
    const question = { answer, signal }
    this.#questions.set(wallet.address, question)
    try {
      const login = await answer
      this.#known.set(wallet.address, login)
      return login
    }
    finally {
      if (this.#questions.get(wallet.address) === question) this.#questions.delete(wallet.address)
    }
  }

  async #signPolicy(wallet: Wallet, policy: Omit<SessionKeyPolicy, 'signature'>): Promise<Hex> {
    const data = policyData(policy)
    const signature = await wallet.signTypedData(data)
    assertSignedBy(typedDataDigest(data), signature, wallet.address, this.#options.signatures)
    return signature
  }

  /** Presents the wallet's signature and returns the node's token. */
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
  signer: { wallet: policy.wallet, ...key },
  policy,
})
