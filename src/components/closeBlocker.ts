import type { ConnectionStatus } from '../core/connection/types'
import type { NitroliteErrorInfo } from '../core/errors'
import type { AppSession, Participant } from '../core/sessions/types'
import type { Address } from '../core/types'
import { isSameAccount, shortenHex } from './addresses'
import type { SessionCloserLabels } from './labels'

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
  readonly stale: boolean
  readonly findings: readonly { readonly info: NitroliteErrorInfo }[]
  /** The first finding stands beside its field. */
  readonly isMarked: boolean
}

/** What the wallet's own signature counts; the node compares addresses as text. */
export function weightOf(session: AppSession, account: Address | null): number {
  return session.participants.find(({ address }) => address === account)?.weight ?? 0
}

/** Signatures are recovered to checksummed addresses, so one that is stored in lower case never counts. */
const neverCounts = ({ address, weight }: Participant): boolean =>
  weight > 0 && address === address.toLowerCase() && /[a-f]/.test(address.slice(2))

function connectionBlocker({ status, connectionError }: CloseSituation, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabledReasons } = labels
  if (status === 'ready') return null
  if (status === 'open') return { text: disabledReasons.notLoggedIn, help: null }
  if (status !== 'idle' && status !== 'closed') return { text: disabledReasons.connecting(status), help: null }
  if (!connectionError) return { text: disabledReasons.notConnected, help: 'connect' }
  const { what, fix } = labels.error(connectionError)
  return { text: `${what} ${fix}`, help: 'connect' }
}

function sessionBlocker(session: AppSession, account: Address | null, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabledReasons } = labels
  const because = (text: string): CloseBlocker => ({ text, help: null })
  const { participants, quorum, status } = session
  if (status !== 'open') return because(disabledReasons.notOpen(status))

  const reachable = participants.reduce((sum, each) => neverCounts(each) ? sum : sum + each.weight, 0)
  const lowerCase = participants.find(neverCounts)
  if (lowerCase && reachable < quorum) return because(disabledReasons.lowerCase(shortenHex(lowerCase.address)))
  if (account === null) return because(disabledReasons.notLoggedIn)
  if (!participants.some(({ address }) => isSameAccount(address, account))) {
    return because(disabledReasons.notParticipant(shortenHex(account)))
  }
  const weight = weightOf(session, account)
  if (weight < quorum) return because(disabledReasons.quorum(weight, quorum))
  return session.assets.length === 0 ? because(disabledReasons.noAssets) : null
}

/** The first thing that stands in the way of closing, or null. */
export function closeBlocker(situation: CloseSituation, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabled, session, account, stale, findings, isMarked } = situation
  const { disabledReasons } = labels
  if (disabled) return { text: disabled === true ? disabledReasons.byApp : disabled, help: null }
  // Of a session that is over, being disconnected is not the news.
  if (session && session.status !== 'open') return sessionBlocker(session, account, labels)
  const blocker = connectionBlocker(situation, labels) ?? (session && sessionBlocker(session, account, labels))
  if (blocker) return blocker
  if (stale) return { text: disabledReasons.stale, help: 'startAgain' }
  const [finding] = findings
  if (!finding) return null
  const { what, fix } = labels.error(finding.info)
  return { text: disabledReasons.invalid(`${what} ${fix}`, isMarked), help: null }
}
