import type { Connection } from '../connection/types'
import type { Address, Hex } from '../types'
import type { RequestSigner, SessionKeyPolicy } from '../wallet/types'

/** A wallet that is logged in, and what signs for it. */
export interface Login {
  readonly wallet: Address
  /** Signs requests. It does not expose the private key. */
  readonly signer: RequestSigner
  /**
   * The policy that lets `signer` act for the wallet. Null if the login was adopted from the app, which hands over no policy, and
   * on nodes without a login (nitronode 1.x).
   */
  readonly policy: SessionKeyPolicy | null
}

/** A connection and the login on it. */
export interface Access {
  readonly connection: Connection
  readonly login: Login
}

/** A session key that was ended because the node allows a wallet only so many. */
export interface EndedSessionKey {
  readonly wallet: Address
  readonly sessionKey: Address
  /** Applications whose sessions it could sign. */
  readonly applications: readonly string[]
  /** Single sessions that it could sign. */
  readonly sessionIds: readonly Hex[]
}
