import type { Connection } from '../../connection/types'
import type { KeyGrant } from '../../cosigning/review/facts'
import { NitroliteError } from '../../errors/errors'
import type { Address, Hex } from '../../types'
import { isContract } from '../../wallet/isContract'
import type { KeptLogin } from '../../wallet/loginStore'
import { createPrivateKey, sessionKeyFromPrivateKey, type SessionKey } from '../../wallet/sessionKey'
import { signMessage } from '../../wallet/signMessage'
import type { RecognisedSigner, SessionKeyPolicy, SignatureEngine } from '../../wallet/types'
import type { Ask } from './calls'
import { type KeyState, keyStateDigest, messageDigest, recoverMessageSigner } from './digests'
import { FIRST_VERSION, keyStateOf } from './keyState'
import * as schemas from './schemas'

const isHex = (text: string): text is Hex => text.startsWith('0x')

/** A key is no longer used when it expires within this time, in seconds. */
export const EXPIRY_MARGIN = 60

/** Whether a key is valid for long enough from now on, by the node's clock. */
export const isFresh = ({ expiresAt }: SessionKeyPolicy, connection: Connection): boolean =>
  expiresAt - EXPIRY_MARGIN > connection.now() / 1000

/**
 * Has a wallet sign 32 bytes as a message, and recovers the signature as the node will.
 * @throws `SIGNER_CONTRACT` for a contract wallet, `SIGNER_MISMATCH` if another account signed, `WALLET_…`
 */
export async function signWithWallet(source: RecognisedSigner, wallet: Address, digest: Hex): Promise<Hex> {
  const signature = await signMessage(source, wallet, digest)
  const signer = recoverMessageSigner(digest, signature)
  if (signer === wallet) return signature
  if (await isContract(source, wallet)) throw new NitroliteError('SIGNER_CONTRACT')
  throw new NitroliteError('SIGNER_MISMATCH', { expected: wallet, actual: signer ?? undefined })
}

/**
 * Makes a new session key and asks a wallet to sign that the key may act for it.
 * @param expiresAt Unix seconds by the node's clock
 * @throws as `signWithWallet`
 */
export async function allowNewKey(source: RecognisedSigner, wallet: Address, application: string, expiresAt: number): Promise<KeptLogin> {
  const privateKey = createPrivateKey()
  const policy = { wallet, sessionKey: sessionKeyFromPrivateKey(privateKey).address, application, scope: '', challenge: '', expiresAt }
  const signature = await signWithWallet(source, wallet, keyStateDigest(keyStateOf(policy)))
  return { privateKey, policy: { ...policy, signature }, jwt: '' }
}

/** Signs 32 bytes as a message (EIP-191) with the key of the wallet itself. A person may have to confirm. */
export type WalletSigner = (digest: Hex) => Promise<Hex>

/** What the node lists of a key now. Null for a key that has ended, that was never registered, or that belongs to another wallet. */
async function readKeyState(ask: Ask, connection: Connection, wallet: Address, key: Address): Promise<schemas.KeyStateRow | null> {
  const { states } = await ask(connection, {
    method: 'app_sessions.v1.get_last_key_states', params: { user_address: wallet, session_key: key }, schema: schemas.keyStates,
  })
  return states.find(state => state.session_key === key) ?? null
}

/** Whether a key is registered with the node exactly as its policy says. */
export async function isRegistered(ask: Ask, connection: Connection, policy: SessionKeyPolicy): Promise<boolean> {
  const listed = await readKeyState(ask, connection, policy.wallet, policy.sessionKey)
  const { applications, sessionIds } = keyStateOf(policy)
  return listed !== null && listed.version === FIRST_VERSION && listed.expires_at === policy.expiresAt
    && applications.every(each => listed.application_ids.includes(each)) && sessionIds.every(each => listed.app_session_ids.includes(each))
}

/** Whether the node still counts signatures of a key for a wallet. */
export const isListed = async (ask: Ask, connection: Connection, { wallet, sessionKey }: SessionKeyPolicy): Promise<boolean> =>
  await readKeyState(ask, connection, wallet, sessionKey) !== null

/**
 * What a wallet allows a key, according to the state that the node lists. Null if it lists none, or the wallet has not signed it:
 * then the state may be that of another wallet.
 */
export async function readKeyGrant(ask: Ask, connection: Connection, wallet: Address, key: Address): Promise<KeyGrant | null> {
  const listed = await readKeyState(ask, connection, wallet, key)
  return listed && grantOf(listed, wallet)
}

/** What a wallet allows a key, according to a state that the node lists. Null if the wallet has not signed the state. */
export function grantOf(listed: schemas.KeyStateRow, wallet: Address): KeyGrant | null {
  const { session_key: key, version, application_ids: applications, app_session_ids: sessionIds, expires_at: expiresAt, user_sig: signature } = listed
  const digest = keyStateDigest({ wallet, key, version, applications, sessionIds, expiresAt })
  if (!isHex(signature) || recoverMessageSigner(digest, signature) !== wallet) return null
  return { wallet, key, applications, sessionIds, endsAt: expiresAt * 1000 }
}

/**
 * Returns a function that makes the session key of a kept login, each of them once: it takes as long as a signature, and every
 * state that is signed needs the key.
 * @param engine computes the signatures
 */
export function makeEachKeyOnce(engine?: SignatureEngine): (kept: KeptLogin) => SessionKey {
  const made = new WeakMap<KeptLogin, SessionKey>()
  return (kept) => {
    const key = made.get(kept) ?? sessionKeyFromPrivateKey(kept.privateKey, 'sessionKey', engine)
    made.set(kept, key)
    return key
  }
}

/** Registers a key. The policy holds the wallet's signature; the key signs as well. */
export async function register(ask: Ask, connection: Connection, { privateKey, policy }: KeptLogin): Promise<void> {
  const state = keyStateOf(policy)
  const key = sessionKeyFromPrivateKey(privateKey)
  await submitKeyState(ask, connection, state, policy.signature, await key.signDigest(messageDigest(keyStateDigest(state))))
}

/** Ends a key, by registering it once more with an expiry in the past. Needs the wallet's signature, but not that of the key. */
export async function endKey(ask: Ask, connection: Connection, sign: WalletSigner, policy: SessionKeyPolicy): Promise<void> {
  const expiresAt = Math.floor(connection.now() / 1000) - EXPIRY_MARGIN
  const state = { ...keyStateOf(policy, FIRST_VERSION + 1), expiresAt }
  await submitKeyState(ask, connection, state, await sign(keyStateDigest(state)), '')
}

/** Asks the node to store a state of a key. An empty `keySignature` is enough to end a key. */
export async function submitKeyState(
  ask: Ask, connection: Connection, state: KeyState, userSignature: Hex, keySignature: Hex | '',
): Promise<void> {
  // The socket may have been lost while the person answered the wallet.
  await connection.whenReady()
  await ask(connection, {
    method: 'app_sessions.v1.submit_session_key_state',
    params: {
      state: {
        user_address: state.wallet, session_key: state.key, version: String(state.version),
        application_ids: state.applications, app_session_ids: state.sessionIds, expires_at: String(state.expiresAt),
        user_sig: userSignature, session_key_sig: keySignature,
      },
    },
    schema: schemas.nothing,
  })
}
