import type { ConnectionStatus } from '../../../core/connection/types'
import type { NitroliteErrorInfo } from '../../../core/errors/errors'
import type { AppSession } from '../../../core/sessions/types'
import type { Address } from '../../../core/types'
import type { SessionCloserLabels } from '../labels/labels'

/** Why closing is not possible at the moment, and the button that helps, if one does. */
export interface CloseBlocker {
  readonly text: string
  readonly help: 'connect' | 'startAgain' | null
}

/** What decides whether the session can be closed. */
export interface CloseSituation {
  /** Switched off by the app; a text is the reason. */
  readonly disabled: boolean | string
  readonly status: ConnectionStatus
  /** Why there is no connection, if that is known. */
  readonly connectionError: NitroliteErrorInfo | null
  readonly account: Address | null
  readonly session: AppSession | null
  /** Why the node would not let this wallet close the session. */
  readonly obstacle: NitroliteErrorInfo | null
  readonly stale: boolean
  readonly findings: readonly { readonly info: NitroliteErrorInfo }[]
  /** The first finding stands beside its field. */
  readonly isMarked: boolean
}

/** What the wallet's own signature counts; the node compares addresses as text. */
export function weightOf(session: AppSession, account: Address | null): number {
  return session.participants.find(({ address }) => address === account)?.weight ?? 0
}

function connectionBlocker({ status, connectionError }: CloseSituation, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabledReasons } = labels
  if (status === 'ready') return null
  if (status === 'open') return { text: disabledReasons.notLoggedIn, help: null }
  if (status !== 'idle' && status !== 'closed') return { text: disabledReasons.connecting(status), help: null }
  if (!connectionError) return { text: disabledReasons.notConnected, help: 'connect' }
  const { what, fix } = labels.error(connectionError)
  return { text: `${what} ${fix}`, help: 'connect' }
}

function sessionBlocker({ status, assets }: AppSession, situation: CloseSituation, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabledReasons } = labels
  const because = (text: string): CloseBlocker => ({ text, help: null })
  const { account, obstacle } = situation
  if (status !== 'open') return because(disabledReasons.notOpen(status))
  if (account === null) return because(disabledReasons.notLoggedIn)
  if (obstacle) {
    const { what, why } = labels.error(obstacle)
    return because(`${what} ${why}`)
  }
  return assets.length === 0 ? because(disabledReasons.noAssets) : null
}

/** The first thing that stands in the way of closing, or null. */
export function closeBlocker(situation: CloseSituation, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabled, session, stale, findings, isMarked } = situation
  const { disabledReasons } = labels
  if (disabled) return { text: disabled === true ? disabledReasons.byApp : disabled, help: null }
  // Of a session that is over, being disconnected is not the news.
  if (session && session.status !== 'open') return sessionBlocker(session, situation, labels)
  const blocker = connectionBlocker(situation, labels) ?? (session && sessionBlocker(session, situation, labels))
  if (blocker) return blocker
  if (stale) return { text: disabledReasons.stale, help: 'startAgain' }
  const [finding] = findings
  if (!finding) return null
  const { what, fix } = labels.error(finding.info)
  return { text: disabledReasons.invalid(`${what} ${fix}`, isMarked), help: null }
}
