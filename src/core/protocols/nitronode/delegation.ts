import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { Address, Hex } from '../../types'
import { isContract } from '../../wallet/isContract'
import type { KeptLogin } from '../../wallet/loginStore'
import { sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import { signMessage } from '../../wallet/signMessage'
import type { RecognisedSigner } from '../../wallet/types'
import type { SessionKeyPolicy } from '../../wallet/types'
import type { Ask } from './calls'
import { keyStateDigest, recoverMessageSigner, type KeyState } from './digests'
import { FIRST, keyStateOf } from './keyState'
import { messageDigest } from './message'
import * as schemas from './schemas'

/** A key that expires sooner is not used any more, in seconds. */
export const EXPIRY_MARGIN = 60

/** Whether a key may sign long enough from now on, by the node's clock. */
export const isFresh = ({ expiresAt }: SessionKeyPolicy, connection: Connection): boolean =>
  expiresAt - EXPIRY_MARGIN > connection.now() / 1000

/**
 * Has a wallet sign 32 bytes as a message, and makes sure that the node will see it so.
 * @throws `SIGNER_CONTRACT` for a wallet that is a contract, `SIGNER_MISMATCH` when another account signed; `WALLET_…`
 */
export async function signAs(source: RecognisedSigner, wallet: Address, digest: Hex): Promise<Hex> {
  const signature = await signMessage(source, wallet, digest)
  const actual = recoverMessageSigner(digest, signature)
  if (actual === wallet) return signature
  if (await isContract(source, wallet)) throw new NitroliteError('SIGNER_CONTRACT')
  throw new NitroliteError('SIGNER_MISMATCH', { expected: wallet, actual: actual ?? 'nobody' })
}

/** Whether the node lets a key sign as it was made to. */
export async function isRegistered(ask: Ask, connection: Connection, { wallet, sessionKey, application, expiresAt }: SessionKeyPolicy): Promise<boolean> {
  const { states } = await ask(connection, {
    method: 'app_sessions.v1.get_last_key_states', params: { user_address: wallet, session_key: sessionKey },
    schema: schemas.keyStates,
  })
  return states.some(state => state.session_key === sessionKey && state.version === FIRST
    && state.application_ids.includes(application) && state.expires_at === expiresAt)
}

/** Registers a key with the signature that its wallet has given for it. */
export async function register(ask: Ask, connection: Connection, { privateKey, policy }: KeptLogin): Promise<void> {
  const state = keyStateOf(policy)
  const key = sessionKeyFromPrivateKey(privateKey)
  await submit(ask, connection, state, policy.signature, await key.signDigest(messageDigest(keyStateDigest(state))))
}

/** Ends a key; it takes the wallet's signature and no other. */
export async function endKey(
  ask: Ask, connection: Connection, source: RecognisedSigner, { policy }: KeptLogin,
): Promise<void> {
  const expiresAt = Math.floor(connection.now() / 1000) - EXPIRY_MARGIN
  const state = { ...keyStateOf(policy, FIRST + 1), expiresAt }
  await submit(ask, connection, state, await signAs(source, policy.wallet, keyStateDigest(state)), '')
}

async function submit(
  ask: Ask, connection: Connection, state: KeyState, userSignature: Hex, keySignature: Hex | '',
): Promise<void> {
  // A person may have taken their time, and the socket not.
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
