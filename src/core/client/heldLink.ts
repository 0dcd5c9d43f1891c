import type { AttachedClosing } from '../closing/context'
import { NitroliteError } from '../errors/errors'
import type { Address } from '../types'
import type { Link } from './link'

/** A link with the closings that use it. */
export interface HeldLink {
  readonly link: Link
  /** Closings that still need this connection. */
  readonly closings: Set<AttachedClosing>
  /** Whether the node no longer accepts the signatures of the present login, or of the last one while there is none. */
  isSpent: boolean
  /** The wallet that was logged in last; null before the first login. */
  wallet: Address | null
  /** How many callers of `connect()` wait. */
  waiting: number
  /** Why the login was left: the wallet uses another account, or none. */
  change: NitroliteError | null
}

export const holdLink = (link: Link): HeldLink =>
  ({ link, closings: new Set(), isSpent: false, wallet: null, waiting: 0, change: null })

/** Why a login is left when the wallet changes its account. @param active the account that it uses now; undefined for none */
export const changeTo = (active: Address | undefined): NitroliteError => active === undefined
  ? new NitroliteError('WALLET_NO_ACCOUNT')
  : new NitroliteError('WALLET_ACCOUNT_CHANGED', { account: active })
