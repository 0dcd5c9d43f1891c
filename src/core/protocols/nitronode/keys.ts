import type { ResolvedKeep } from '../../client/resolveKeep'
import type { ResolvedOptions } from '../../client/resolveOptions'
import { shownUrl } from '../../connection/shownUrl'
import type { Connection } from '../../connection/types'
import { codeOf, NitroliteError } from '../../errors/errors'
import { isAuthenticationError } from '../../errors/groups'
import type { Address, Hex } from '../../types'
import type { KeptLogin } from '../../wallet/loginStore'
import { takeLoginTurn } from '../../wallet/loginTurn'
import { isOwnKey, type SessionKey } from '../../wallet/sessionKey'
import type { RecognisedSigner, ResolvedSigner, SessionKeyPolicy } from '../../wallet/types'
import type { Access, EndedSessionKey, Login } from '../protocol'
import type { StatementSignature } from '../signing'
import type { Ask } from './calls'
import { allowNewKey, endKey, isFresh, isRegistered, makeEachKeyOnce, signWithWallet, type WalletSigner } from './delegation'
import { messageDigest } from './digests'
import { registerWithinLimit, type KeyLimitParts } from './keyLimit'
import * as schemas from './schemas'
import type { StateSigner } from './stateSigner'

export type KeyOptions = Pick<ResolvedOptions, 'url' | 'application' | 'sessionKey' | 'signatures' | 'timers'> & {
  readonly keep: Pick<ResolvedKeep, 'logins'>
  /** Called when a key was ended to make room for another one. */
  readonly onKeyEnded?: (ended: EndedSessionKey) => void
}

/** Nitronode requests are not signed, so a wallet that is only asked when needed has no request signer. */
const rejectSigning = (): Promise<never> => Promise.reject(new NitroliteError('SIGNER_UNSUPPORTED'))

/**
 * Decides who signs the states of sessions, and manages the session keys for it.
 *
 * A nitronode has no login, so the wallet is asked only when the first state has to be signed. A raw private key signs by
 * itself. Any other wallet signs a session key once, and the key then signs both steps of a closing and all later closings.
 * With `sessionKey.use: 'never'`, and for sessions of another application, the wallet signs each step itself.
 */
export class SessionKeys {
  readonly #options: KeyOptions
  readonly #ask: Ask
  readonly #hasAnswered: (connection: Connection) => boolean
  readonly #sessionKeyOf: (kept: KeptLogin) => SessionKey
  /** Wallets that have to be asked for each signature. Raw private keys and logins of the app are not among them. */
  readonly #askedWallets = new Map<Address, RecognisedSigner>()
  /** The key that each wallet has signed, whether or not it has been registered with the node. */
  readonly #confirmed = new Map<Address, KeptLogin>()
  /** Keys that were found registered with the node. If one ends elsewhere, the node refuses it, and that ends it here. */
  readonly #registered = new Set<Address>()
  /** Registrations that are under way, by wallet. Closings that start together share one. */
  readonly #pending = new Map<Address, Promise<KeptLogin>>()
  /** Questions to the node whether a key is registered that are under way, by key. Closings that start together share one. */
  readonly #checks = new Map<Address, Promise<boolean>>()
  /** Keys that the node refused, or that were ended here. They are never used again. */
  readonly #ended = new Set<Address>()

  /** @param hasAnswered whether the node has answered over the socket, so that its clock is known */
  constructor(options: KeyOptions, ask: Ask, hasAnswered: (connection: Connection) => boolean) {
    this.#options = options
    this.#ask = ask
    this.#hasAnswered = hasAnswered
    this.#sessionKeyOf = makeEachKeyOnce(options.signatures)
  }

  /**
   * Makes the login of a signer. Does not ask the wallet.
   * @throws `AUTH_REQUIRED` if the wallet is not at hand and has no usable key from an earlier page
   */
  async authenticate(connection: Connection, signer: ResolvedSigner): Promise<Login> {
    if (signer.kind === 'login') {
      this.#askedWallets.delete(signer.login.wallet)
      return { wallet: signer.login.wallet, signer: signer.login.signer, policy: null }
    }
    const { wallet: { address, signDigest = rejectSigning }, source, isUnavailable } = signer
    if (source) this.#askedWallets.set(address, source)
    else this.#askedWallets.delete(address)
    if (isUnavailable && source && !await this.#findUsableKey(connection, address)) throw new NitroliteError('AUTH_REQUIRED')
    return { wallet: address, signer: { wallet: address, address, signDigest }, policy: null }
  }

  /**
   * Returns who signs the states of a session. May ask the wallet to sign a new session key.
   * @param application the session's application. A session key signs for the client's application only
   * @param signal aborted when nobody wants the signature any more
   * @throws `REQUEST_ABORTED`, `WALLET_…`, `SIGNER_CONTRACT`, `SIGNER_MISMATCH`, `AUTH_…`, and what `Connection.request` throws
   */
  async signerOf({ connection, login: { wallet, signer } }: Access, application: string, signal: AbortSignal): Promise<StateSigner> {
    const source = this.#askedWallets.get(wallet)
    if (!source) {
      return {
        wallet, address: signer.address, policy: null, isTrusted: isOwnKey(signer),
        signMessage: digest => signer.signDigest(messageDigest(digest)),
      }
    }
    const { application: ownApplication, sessionKey: { use } } = this.#options
    const key = use === 'always' && application === ownApplication ? await this.#keyFor(connection, wallet, source, signal) : null
    if (!key) {
      // `signWithWallet` has checked the signature.
      return { wallet, address: wallet, policy: null, isTrusted: true, signMessage: digest => signWithWallet(source, wallet, digest) }
    }
    const { address, signDigest } = this.#sessionKeyOf(key)
    return { wallet, address, policy: key.policy, isTrusted: true, signMessage: digest => signDigest(messageDigest(digest)) }
  }

  /** Signs a digest as it is with a key in memory: see `CoSigningCalls.signStatement`. The wallet has allowed a session key before. */
  async signStatement({ connection, login: { wallet, signer } }: Access, application: string, digest: Hex): Promise<StatementSignature | null> {
    if (!this.#askedWallets.has(wallet)) return signer.address === wallet && isOwnKey(signer) ? { signature: await signer.signDigest(digest), policy: null } : null
    const { application: ownApplication, sessionKey: { use } } = this.#options
    const key = this.#confirmed.get(wallet)
    if (!key || use === 'never' || application !== ownApplication || !this.#registered.has(key.policy.sessionKey) || !this.#isUsable(key, connection)) return null
    return { signature: await this.#sessionKeyOf(key).signDigest(digest), policy: key.policy }
  }

  /** What signs as the wallet itself. Null for a login of the app that has only a session key. */
  walletSignerOf({ wallet, signer }: Login): WalletSigner | null {
    const source = this.#askedWallets.get(wallet)
    if (source) return digest => signWithWallet(source, wallet, digest)
    return signer.address === wallet ? digest => signer.signDigest(messageDigest(digest)) : null
  }

  /** Ends a key that a wallet has allowed. Asks the wallet to sign that, if the wallet is at hand. */
  async end({ connection, login }: Access, policy: SessionKeyPolicy): Promise<void> {
    const sign = this.walletSignerOf(login)
    if (!sign || policy.wallet !== login.wallet) return
    await endKey(this.#ask, connection, sign, policy)
    this.markEnded(policy.sessionKey)
  }

  /** What a registration needs if the wallet has as many keys as the node allows. @param sign signs as the wallet itself */
  limitPartsOf(connection: Connection, sign: WalletSigner): KeyLimitParts {
    return {
      ask: this.#ask, connection, sign,
      replaceable: this.#options.sessionKey.atLimit === 'endOldest' ? this.#options.application : null,
      isInUse: key => [...this.#confirmed.values()].some(({ policy }) => policy.sessionKey === key),
      onEnded: (ended) => {
        this.markEnded(ended.sessionKey)
        this.#options.onKeyEnded?.(ended)
      },
    }
  }

  /** Marks a key as ended: the next signature comes from a new one. */
  markEnded(key: Address): void {
    this.#ended.add(key)
  }

  isEnded(key: Address): boolean {
    return this.#ended.has(key)
  }

  /** Whether the node accepts signatures of a key, which may be the key of an earlier page. */
  async isAccepted(connection: Connection, policy: SessionKeyPolicy): Promise<boolean> {
    const { sessionKey } = policy
    if (this.#ended.has(sessionKey) || !isFresh(policy, connection)) return false
    if (this.#registered.has(sessionKey)) return true
    const check = this.#checks.get(sessionKey)
      ?? isRegistered(this.#ask, connection, policy).finally(() => { this.#checks.delete(sessionKey) })
    this.#checks.set(sessionKey, check)
    const isAccepted = await check
    if (isAccepted) this.#registered.add(sessionKey)
    return isAccepted
  }

  /** Ends the session key of a wallet, if there is one. Asks the wallet to sign that. */
  async revoke(access: Access): Promise<void> {
    const { connection, login: { wallet } } = access
    const key = this.#askedWallets.has(wallet) && await this.#findUsableKey(connection, wallet)
    if (key) await this.end(access, key.policy)
  }

  /** Name of a wallet's key in the store of logins. */
  #storeName(wallet: Address): string {
    const { url, application } = this.#options
    return JSON.stringify([shownUrl(url), application, 'nitronode', wallet])
  }

  /** @returns null if the node does not support session keys */
  async #keyFor(connection: Connection, wallet: Address, source: RecognisedSigner, signal: AbortSignal): Promise<KeptLogin | null> {
    const key = this.#confirmed.get(wallet)
    try {
      if (key && this.#registered.has(key.policy.sessionKey) && this.#isUsable(key, connection)) return key
      return await this.#obtainKey(connection, wallet, source, signal)
    }
    catch (thrown) {
      if (codeOf(thrown) === 'PROTOCOL_UNSUPPORTED') return null
      throw thrown
    }
  }

  async #obtainKey(connection: Connection, wallet: Address, source: RecognisedSigner, signal: AbortSignal): Promise<KeptLogin> {
    const pending = this.#pending.get(wallet)
    if (pending) {
      const key = await pending.catch((thrown: unknown) => {
        // The closing that has asked the wallet was given up, but this one was not.
        if (codeOf(thrown) !== 'REQUEST_ABORTED' || signal.aborted) throw thrown
        return null
      })
      return key ?? this.#obtainKey(connection, wallet, source, signal)
    }
    const { keep: { logins }, timers } = this.#options
    const obtained = takeLoginTurn({ logins, timers, name: this.#storeName(wallet), signal }, async () =>
      // Another tab may have asked the wallet meanwhile.
      await this.#findUsableKey(connection, wallet) ?? await this.#delegate(connection, wallet, source))
      .finally(() => { this.#pending.delete(wallet) })
    this.#pending.set(wallet, obtained)
    return obtained
  }

  /** Looks in the store and in memory for a key that the wallet has signed and the node still accepts. */
  async #findUsableKey(connection: Connection, wallet: Address): Promise<KeptLogin | null> {
    const stored = await this.#options.keep.logins.read(this.#storeName(wallet)).catch(() => null)
    for (const key of [stored, this.#confirmed.get(wallet)]) {
      if (!key || key.policy.wallet !== wallet || !await this.isAccepted(connection, key.policy)) continue
      this.#confirmed.set(wallet, key)
      return key
    }
    return null
  }

  #isUsable({ policy }: KeptLogin, connection: Connection): boolean {
    return !this.#ended.has(policy.sessionKey) && isFresh(policy, connection)
  }

  /** Registers a session key with the node, and keeps it for later pages. */
  async #delegate(connection: Connection, wallet: Address, source: RecognisedSigner): Promise<KeptLogin> {
    const confirmed = this.#confirmed.get(wallet)
    // If an earlier registration failed after the wallet had signed, the wallet is not asked again.
    const key = confirmed && this.#isUsable(confirmed, connection) ? confirmed : await this.#confirmNewKey(connection, wallet, source)
    this.#confirmed.set(wallet, key)
    try {
      await registerWithinLimit(this.limitPartsOf(connection, digest => signWithWallet(source, wallet, digest)), key)
    }
    catch (thrown) {
      // The node refused the key itself. After any other error the same key can be registered next time.
      if (isAuthenticationError(codeOf(thrown))) this.markEnded(key.policy.sessionKey)
      throw thrown
    }
    this.#registered.add(key.policy.sessionKey)
    // If the key cannot be stored, a later page has to ask the wallet again. Nothing else is lost.
    await this.#options.keep.logins.write(this.#storeName(wallet), key).catch(() => {})
    return key
  }

  /** Makes a new key and asks the wallet to sign that it may act for it. */
  async #confirmNewKey(connection: Connection, wallet: Address, source: RecognisedSigner): Promise<KeptLogin> {
    // Any answer contains the node's time. If this device's clock were wrong, a key made by it might be expired from the start.
    if (!this.#hasAnswered(connection)) await this.#ask(connection, { method: 'node.v1.ping', schema: schemas.nothing })
    const { application, sessionKey: { lifetime } } = this.#options
    return allowNewKey(source, wallet, application, Math.floor(connection.now() / 1000) + lifetime)
  }
}
