import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { Address, Hex } from '../../types'
import { isContract } from '../../wallet/isContract'
import type { KeptLogin } from '../../wallet/loginStore'
import { sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import { signMessage } from '../../wallet/signMessage'
import type { RecognisedSigner, SessionKeyPolicy } from '../../wallet/types'
import type { Ask } from './calls'
import { keyStateDigest, recoverMessageSigner, type KeyState } from './digests'
import { FIRST_VERSION, keyStateOf } from './keyState'
import { messageDigest } from './message'
import * as schemas from './schemas'

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

/** Whether a key is registered with the node exactly as its policy says. */
export async function isRegistered(ask: Ask, connection: Connection, { wallet, sessionKey, application, expiresAt }: SessionKeyPolicy): Promise<boolean> {
  const { states } = await ask(connection, {
    method: 'app_sessions.v1.get_last_key_states', params: { user_address: wallet, session_key: sessionKey },
    schema: schemas.keyStates,
  })
  return states.some(state => state.session_key === sessionKey && state.version === FIRST_VERSION
    && state.application_ids.includes(application) && state.expires_at === expiresAt)
}

/** Registers a key. The policy holds the wallet's signature; the key signs as well. */
export async function register(ask: Ask, connection: Connection, { privateKey, policy }: KeptLogin): Promise<void> {
  const state = keyStateOf(policy)
  const key = sessionKeyFromPrivateKey(privateKey)
  await submitKeyState(ask, connection, state, policy.signature, await key.signDigest(messageDigest(keyStateDigest(state))))
}

/** Ends a key, by registering it once more with an expiry in the past. Needs the wallet's signature, but not that of the key. */
export async function endKey(
  ask: Ask, connection: Connection, source: RecognisedSigner, { policy }: KeptLogin,
): Promise<void> {
  const expiresAt = Math.floor(connection.now() / 1000) - EXPIRY_MARGIN
  const state = { ...keyStateOf(policy, FIRST_VERSION + 1), expiresAt }
  await submitKeyState(ask, connection, state, await signWithWallet(source, policy.wallet, keyStateDigest(state)), '')
}

async function submitKeyState(
  ask: Ask, connection: Connection, state: KeyState, userSignature: Hex, keySignature: Hex | '',
): Promise<void> {
  // The socket may have been lost while the person answered the wallet.
  await connection.whenReady()
  await ask(connection, {
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
