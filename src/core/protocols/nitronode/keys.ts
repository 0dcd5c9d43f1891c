import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors'
import type { ResolvedOptions } from '../../resolveOptions'
import type { Address, Hex } from '../../types'
import { createPrivateKey, sessionKeyFromPrivateKey, type SessionKey } from '../../wallet/sessionKey'
import type { KeptLogin } from '../../wallet/loginStore'
import { signMessage } from '../../wallet/signMessage'
import type { RecognisedSigner } from '../../wallet/signerKind'
import type { ResolvedSigner } from '../../wallet/types'
import type { Login } from '../protocol'
import type { Ask } from './calls'
import { messageDigest } from './message'
import { keyStateDigest, recoverMessageSigner, type KeyState } from './digests'
import { FIRST, keyStateOf } from './keyState'
import * as schemas from './schemas'

export type KeyOptions = Pick<ResolvedOptions, 'url' | 'application' | 'sessionKey' | 'logins'>

/** A key that expires sooner is not used any more, in seconds. */
const EXPIRY_MARGIN = 60

/**
 * Nobody logs in to a nitronode. A key at hand signs by itself; any other wallet is asked once to let a key of this client
 * sign for it, so that the two steps of a new split cost it no further question.
 */
export class Keys {
  readonly #options: KeyOptions
  readonly #ask: Ask
  readonly #known = new Map<Address, KeptLogin>()
  readonly #wallets = new Map<Address, RecognisedSigner>()
  readonly #ended = new Set<Address>()

  constructor(options: KeyOptions, ask: Ask) {
    this.#options = options
    this.#ask = ask
  }

  async authenticate(connection: Connection, signer: ResolvedSigner): Promise<Login> {
    if (signer.kind === 'login') return { wallet: signer.login.wallet, signer: signer.login.signer, policy: null }
    const { wallet: { address, signDigest }, source, isAway } = signer
    if (signDigest) return { wallet: address, signer: { wallet: address, address, signDigest }, policy: null }
    if (!source) throw new NitroliteError('SIGNER_UNSUPPORTED')
    this.#wallets.set(address, source)
    const kept = await this.#find(connection, address)
    if (kept) return toLogin(kept)
    if (isAway) throw new NitroliteError('AUTH_REQUIRED')
    return this.#options.logins.exclusively(this.#nameOf(address), async () =>
      // Another tab may have asked the wallet meanwhile.
      toLogin(await this.#find(connection, address) ?? await this.#delegate(connection, address, source)))
  }

  /** The node refuses this key: the next login takes another one. */
  forget(key: Address): void {
    this.#ended.add(key)
  }

  /** Ends the key of a login, which takes the wallet's signature. */
  async revoke(connection: Connection, { policy }: Login): Promise<void> {
    const source = policy && this.#wallets.get(policy.wallet)
    if (!source) throw new NitroliteError('SIGNER_MISSING')
    const expiresAt = Math.floor(connection.now() / 1000) - EXPIRY_MARGIN
    const state = { ...keyStateOf(policy, FIRST + 1), expiresAt }
    await this.#submit(connection, state, await signAs(source, state), '')
    this.forget(policy.sessionKey)
  }

  #nameOf(wallet: Address): string {
    const { url, application } = this.#options
    return JSON.stringify([url, application, 'nitronode', wallet])
  }

  /** A key that the wallet has confirmed before and that the node still takes. */
  async #find(connection: Connection, wallet: Address): Promise<KeptLogin | null> {
    const stored = await this.#options.logins.read(this.#nameOf(wallet)).catch(() => null)
    for (const kept of [stored, this.#known.get(wallet)]) {
      if (!kept || kept.policy.wallet !== wallet || this.#ended.has(kept.policy.sessionKey)) continue
      const { sessionKey, application } = kept.policy
      const { states } = await this.#ask(connection, {
        method: 'app_sessions.v1.get_last_key_states', params: { user_address: wallet, session_key: sessionKey },
        schema: schemas.keyStates,
      })
      const isGood = states.some(state => state.session_key === sessionKey && state.version === FIRST
        && state.application_ids.includes(application) && state.expires_at - EXPIRY_MARGIN > connection.now() / 1000)
      if (isGood) return kept
      this.forget(sessionKey)
    }
    return null
  }

  async #delegate(connection: Connection, wallet: Address, source: RecognisedSigner): Promise<KeptLogin> {
    // Any answer teaches the node's clock; with a wrong one of this device the key could be born expired.
    await this.#ask(connection, { method: 'node.v1.ping', schema: schemas.nothing })
    const { application, sessionKey: { lifetime } } = this.#options
    const privateKey = createPrivateKey()
    const key = sessionKeyFromPrivateKey(privateKey)
    const state: KeyState = {
      wallet, key: key.address, application, version: FIRST,
      expiresAt: Math.floor(connection.now() / 1000) + lifetime,
    }
    const signature = await signAs(source, state)
    await this.#submit(connection, state, signature, await signByKey(key, state))
    const policy = {
      wallet, sessionKey: key.address, application, scope: '', challenge: '', expiresAt: state.expiresAt, signature,
    }
    const kept = { privateKey, policy, jwt: '' }
    this.#known.set(wallet, kept)
    // A later page asks the wallet again, and that is all.
    await this.#options.logins.write(this.#nameOf(wallet), kept).catch(() => {})
    return kept
  }

  async #submit(connection: Connection, state: KeyState, userSignature: Hex, keySignature: Hex | ''): Promise<void> {
    await this.#ask(connection, {
      method: 'app_sessions.v1.submit_session_key_state',
      params: {
        state: {
          user_address: state.wallet, session_key: state.key, version: String(state.version),
          application_ids: [state.application], app_session_ids: [], expires_at: String(state.expiresAt),
          user_sig: userSignature, session_key_sig: keySignature,
        },
      },
      schema: schemas.nothing,
    })
  }
}

const signByKey = (key: SessionKey, state: KeyState): Promise<Hex> => key.signDigest(messageDigest(keyStateDigest(state)))

/** @throws `SIGNER_MISMATCH` when it was signed by another account, as wallets that are contracts do; `WALLET_…` */
async function signAs(source: RecognisedSigner, state: KeyState): Promise<Hex> {
  const { wallet } = state
  const digest = keyStateDigest(state)
  const signature = await signMessage(source, wallet, digest)
  const actual = recoverMessageSigner(digest, signature)
  if (actual !== wallet) throw new NitroliteError('SIGNER_MISMATCH', { expected: wallet, actual: actual ?? 'nobody' })
  return signature
}

function toLogin({ privateKey, policy }: KeptLogin): Login {
  const key = sessionKeyFromPrivateKey(privateKey)
  return { wallet: policy.wallet, signer: { wallet: policy.wallet, address: key.address, signDigest: key.signDigest }, policy }
}
