import type { Connection } from '../../connection/types'
import { codeOf, NitroliteError } from '../../errors/errors'
import { isAuthenticationError } from '../../errors/groups'
import type { ResolvedOptions } from '../../client/resolveOptions'
import type { Address, Hex } from '../../types'
import type { KeptLogin } from '../../wallet/loginStore'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import type { RecognisedSigner } from '../../wallet/signerKind'
import type { ResolvedSigner, SessionKeyPolicy } from '../../wallet/types'
import type { Access, Login } from '../protocol'
import type { Ask } from './calls'
import { endKey, isFresh, isRegistered, register, signAs } from './delegation'
import { keyStateDigest } from './digests'
import { keyStateOf } from './keyState'
import { messageDigest } from './message'
import * as schemas from './schemas'

export type KeyOptions = Pick<ResolvedOptions, 'url' | 'application' | 'sessionKey' | 'logins'>

/** Who signs a state. */
export interface StateSigner {
  /** The wallet that the signature counts for. */
  readonly wallet: Address
  /** What the signature recovers to. */
  readonly address: Address
  /** The wallet's word for the key that signs; null where the wallet signs by itself. */
  readonly policy: SessionKeyPolicy | null
  /** Signs 32 bytes as a message (EIP-191). */
  signMessage(digest: Hex): Promise<Hex>
}

/** What a wallet that is asked when it is needed signs requests with: nothing, since requests are not signed here. */
const refuse = (): Promise<never> => Promise.reject(new NitroliteError('SIGNER_UNSUPPORTED'))

/**
 * Nobody logs in to a nitronode, so no wallet is asked before something has to be signed. A private key at hand signs by
 * itself. Any other wallet then lets a key of this client sign for it, so that the two steps of a new split, and what is
 * closed later, cost it no further question; or it signs each step itself.
 */
export class Keys {
  readonly #options: KeyOptions
  readonly #ask: Ask
  /** Keys that their wallets have confirmed, whether or not the node has been told. */
  readonly #confirmed = new Map<Address, KeptLogin>()
  readonly #sources = new Map<Address, RecognisedSigner>()
  /** Keys that the node has taken. */
  readonly #registered = new Set<Address>()
  readonly #ended = new Set<Address>()

  constructor(options: KeyOptions, ask: Ask) {
    this.#options = options
    this.#ask = ask
  }

  /** Who is there; a wallet that cannot be asked has to have confirmed a key. */
  async authenticate(connection: Connection, signer: ResolvedSigner): Promise<Login> {
    if (signer.kind === 'login') this.#sources.delete(signer.login.wallet)
    if (signer.kind === 'login') return { wallet: signer.login.wallet, signer: signer.login.signer, policy: null }
    const { wallet: { address, signDigest = refuse }, source, isAway } = signer
    if (source) this.#sources.set(address, source)
    else this.#sources.delete(address)
    if (isAway && source && !await this.#find(connection, address)) throw new NitroliteError('AUTH_REQUIRED')
    return { wallet: address, signer: { wallet: address, address, signDigest }, policy: null }
  }

  /**
   * Finds out who is to sign a state; may ask the wallet to let a key sign.
   * @param application of the session: a key signs for one only
   */
  async signerOf({ connection, login: { wallet, signer } }: Access, application: string): Promise<StateSigner> {
    const source = this.#sources.get(wallet)
    if (!source) {
      return { wallet, address: signer.address, policy: null, signMessage: digest => signer.signDigest(messageDigest(digest)) }
    }
    const { application: own, sessionKey: { use } } = this.#options
    const key = use === 'always' && application === own ? await this.#keyOf(connection, wallet, source) : null
    if (!key) return { wallet, address: wallet, policy: null, signMessage: digest => signAs(source, wallet, digest) }
    const { address, signDigest } = sessionKeyFromPrivateKey(key.privateKey)
    return { wallet, address, policy: key.policy, signMessage: digest => signDigest(messageDigest(digest)) }
  }

  /** The node refuses this key: another one takes its place. */
  forget(key: Address): void {
    this.#ended.add(key)
  }

  isEnded(key: Address): boolean {
    return this.#ended.has(key)
  }

  /** Whether the node still takes what a key has signed, perhaps on an earlier page. */
  async isTaken(connection: Connection, policy: SessionKeyPolicy): Promise<boolean> {
    return isFresh(policy, connection) && isRegistered(this.#ask, connection, policy)
  }

  /** Ends the key that a wallet has confirmed, if there is one. */
  async revoke(connection: Connection, { wallet }: Login): Promise<void> {
    const source = this.#sources.get(wallet)
    const key = source && await this.#find(connection, wallet)
    if (!source || !key) return
    await endKey(this.#ask, connection, source, key)
    this.forget(key.policy.sessionKey)
  }

  #nameOf(wallet: Address): string {
    const { url, application } = this.#options
    return JSON.stringify([url, application, 'nitronode', wallet])
  }

  /** @returns null where the node knows nothing of keys */
  async #keyOf(connection: Connection, wallet: Address, source: RecognisedSigner): Promise<KeptLogin | null> {
    const known = this.#confirmed.get(wallet)
    try {
      if (known && this.#registered.has(known.policy.sessionKey) && this.#isUsable(known, connection)) return known
      return await this.#options.logins.exclusively(this.#nameOf(wallet), async () =>
        // Another tab may have asked the wallet meanwhile.
        await this.#find(connection, wallet) ?? await this.#delegate(connection, wallet, source))
    }
    catch (thrown) {
      if (codeOf(thrown) === 'PROTOCOL_UNSUPPORTED') return null
      throw thrown
    }
  }

  /** A key that the wallet has confirmed before and that the node still takes. */
  async #find(connection: Connection, wallet: Address): Promise<KeptLogin | null> {
    const stored = await this.#options.logins.read(this.#nameOf(wallet)).catch(() => null)
    for (const kept of [stored, this.#confirmed.get(wallet)]) {
      if (!kept || kept.policy.wallet !== wallet || !this.#isUsable(kept, connection)) continue
      if (!await isRegistered(this.#ask, connection, kept.policy)) continue
      this.#registered.add(kept.policy.sessionKey)
      this.#confirmed.set(wallet, kept)
      return kept
    }
    return null
  }

  #isUsable(kept: KeptLogin, connection: Connection): boolean {
    return !this.#ended.has(kept.policy.sessionKey) && isFresh(kept.policy, connection)
  }

  async #delegate(connection: Connection, wallet: Address, source: RecognisedSigner): Promise<KeptLogin> {
    const known = this.#confirmed.get(wallet)
    // What the wallet has confirmed and the node was not told of yet does not cost a second question.
    const kept = known && this.#isUsable(known, connection) ? known : await this.#confirm(connection, wallet, source)
    this.#confirmed.set(wallet, kept)
    try {
      await register(this.#ask, connection, kept)
    }
    catch (thrown) {
      // A key that the node refuses is of no use; any other failure leaves it for the next try.
      if (isAuthenticationError(codeOf(thrown))) this.forget(kept.policy.sessionKey)
      throw thrown
    }
    this.#registered.add(kept.policy.sessionKey)
    // A later page asks the wallet again, and that is all.
    await this.#options.logins.write(this.#nameOf(wallet), kept).catch(() => {})
    return kept
  }

  /** Has the wallet confirm a new key. */
  async #confirm(connection: Connection, wallet: Address, source: RecognisedSigner): Promise<KeptLogin> {
    // Any answer teaches the node's clock; with a wrong one of this device the key could be born expired.
    await this.#ask(connection, { method: 'node.v1.ping', schema: schemas.nothing })
    const { application, sessionKey: { lifetime } } = this.#options
    const privateKey = createPrivateKey()
    const policy = {
      wallet, sessionKey: sessionKeyFromPrivateKey(privateKey).address, application, scope: '', challenge: '',
      expiresAt: Math.floor(connection.now() / 1000) + lifetime,
    }
    const signature = await signAs(source, wallet, keyStateDigest(keyStateOf(policy)))
    return { privateKey, policy: { ...policy, signature }, jwt: '' }
  }
}
