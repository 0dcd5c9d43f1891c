import type { ConnectionStatus } from '../../../core/connection/types'
import type { NitroliteErrorInfo } from '../../../core/errors/errors'
import type { AppSession } from '../../../core/sessions/types'
import type { Address } from '../../../core/types'
import type { SessionCloserLabels } from '../labels/labels'

/** What a person can do about a blocker. */
export type BlockerHelp = 'connect' | 'startAgain'

/** Why closing is not possible at the moment. */
export interface CloseBlocker {
  readonly text: string
  /** What would help; null where a person can only wait, or nothing helps. */
  readonly help: BlockerHelp | null
}

/** Everything that decides whether the session can be closed. */
export interface CloseSituation {
  /** Switched off by the app; a text is the reason. */
  readonly disabled: boolean | string
  readonly status: ConnectionStatus
  /** Why there is no connection, if that is known. */
  readonly connectionError: NitroliteErrorInfo | null
  readonly account: Address | null
  readonly session: AppSession | null
  /** Why the node would not let this wallet close the session; see `client.sessions.closeBlocker`. */
  readonly sessionBlocker: NitroliteErrorInfo | null
  /** Whether the session's totals have changed since editing started. */
  readonly isStale: boolean
  readonly findings: readonly { readonly info: NitroliteErrorInfo }[]
  /** Whether the first finding is shown beside its field. */
  readonly isMarked: boolean
}

/** Weight of the wallet's own signature. Addresses are compared as text, as the node does. */
export function weightOf(session: AppSession, account: Address | null): number {
  return session.participants.find(({ address }) => address === account)?.weight ?? 0
}

function blockerOfConnection({ status, connectionError }: Pick<CloseSituation, 'status' | 'connectionError'>, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabledReasons } = labels
  if (status === 'ready') return null
  if (status === 'open') return { text: disabledReasons.notLoggedIn, help: null }
  if (status !== 'idle' && status !== 'closed') return { text: disabledReasons.connecting(status), help: null }
  if (!connectionError) return { text: disabledReasons.notConnected, help: 'connect' }
  const { what, fix } = labels.error(connectionError)
  return { text: `${what} ${fix}`, help: 'connect' }
}

function blockerOfSession({ status, assets }: AppSession, situation: CloseSituation, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabledReasons } = labels
  const because = (text: string): CloseBlocker => ({ text, help: null })
  const { account, sessionBlocker } = situation
  if (status !== 'open') return because(disabledReasons.notOpen(status))
  if (account === null) return because(disabledReasons.notLoggedIn)
  if (sessionBlocker) {
    const { what, why } = labels.error(sessionBlocker)
    return because(`${what} ${why}`)
  }
  return assets.length === 0 ? because(disabledReasons.noAssets) : null
}

/** The first reason why closing is not possible, or null. */
export function closeBlocker(situation: CloseSituation, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabled, session, isStale, findings, isMarked } = situation
  const { disabledReasons } = labels
  if (disabled) return { text: disabled === true ? disabledReasons.byApp : disabled, help: null }
  // If the session is not open, it does not matter that there is no connection.
  if (session && session.status !== 'open') return blockerOfSession(session, situation, labels)
  const blocker = blockerOfConnection(situation, labels) ?? (session && blockerOfSession(session, situation, labels))
  if (blocker) return blocker
  if (isStale) return { text: disabledReasons.stale, help: 'startAgain' }
  const [finding] = findings
  if (!finding) return null
  const { what, fix } = labels.error(finding.info)
  return { text: disabledReasons.invalid(`${what} ${fix}`, isMarked), help: null }
}

/** Why there is no connection over which an outcome or a session could be read, or null. */
export const connectionBlocker = (
  status: ConnectionStatus, connectionError: NitroliteErrorInfo | null, labels: SessionCloserLabels,
): CloseBlocker | null => status === 'open' ? null : blockerOfConnection({ status, connectionError }, labels)
