import type { ConnectionStatus } from '../../../core/connection/types'
import type { NitroliteErrorInfo } from '../../../core/errors/errors'
import { isOneOf } from '../../../core/errors/groups'
import type { AppSession } from '../../../core/sessions/types'
import type { Address } from '../../../core/types'
import type { SessionCloserLabels } from '../../../texts/labels'
import { joinSentences } from '../../../texts/sentences'
import { errorSentence } from '../../shared/errorSentence'
import { isSameAccount } from './accounts'

/** What a person can do about a blocker. */
export type BlockerHelp = 'connect' | 'logIn' | 'cancelConnecting' | 'startAgain' | 'reload'

/** Why closing is not possible at the moment. */
export interface CloseBlocker {
  readonly text: string
  /** What would help; null if a person can only wait, or nothing helps. */
  readonly help: BlockerHelp | null
  /** Whether it appears and disappears while a person types, so that it must not move anything on the page. */
  readonly isAboutTyping?: boolean
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
  /** Whether a field is empty or holds only the beginning of an amount. */
  readonly isUnfinished: boolean
}

/** The person was asked to log in, and said no. */
const isDeclined = isOneOf('WALLET_REJECTED')

/** Only another version of the page can help. */
const isPageOutdated = isOneOf('PAGE_OUTDATED')

/**
 * The weight with which the node would count the wallet's own signature, however the session spells its address.
 * @param sessionBlocker see `CloseSituation`: a ClearNode never counts a participant whose address it has stored in lower case
 */
export function weightOf(session: AppSession, account: Address | null, sessionBlocker: NitroliteErrorInfo | null): number {
  if (sessionBlocker?.code === 'SESSION_PARTICIPANT_LOWER_CASE') return 0
  if (sessionBlocker?.code === 'QUORUM_UNREACHABLE') return Number(sessionBlocker.data.have ?? 0)
  return session.participants.find(({ address }) => isSameAccount(address, account))?.weight ?? 0
}

/** Only the advice says what would help: another setting of the app, or the operator of the node. */
const hasNeededAdvice = isOneOf('SESSION_KEY_WRONG_APPLICATION', 'SESSION_PARTICIPANT_LOWER_CASE')

/** What a person needs to know about a connection that could not be made. */
function whyClosed(error: NitroliteErrorInfo | null, labels: SessionCloserLabels): string {
  const { disabledReasons } = labels
  // `NOT_CONNECTED` only repeats that there is no connection, for example after Cancel.
  if (!error || error.code === 'NOT_CONNECTED') return disabledReasons.notConnected
  if (isDeclined(error.code)) return disabledReasons.declined
  return errorSentence(error, labels.error(error))
}

function blockerOfConnection({ status, connectionError }: Pick<CloseSituation, 'status' | 'connectionError'>, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabledReasons } = labels
  // Whatever the connection does, a page whose parts are missing or too old should not begin anything.
  if (connectionError && isPageOutdated(connectionError.code)) return { text: whyClosed(connectionError, labels), help: 'reload' }
  switch (status) {
    case 'ready': return null
    case 'idle':
    case 'closed': return { text: whyClosed(connectionError, labels), help: 'connect' }
    case 'open': {
      const isWithoutWallet = connectionError?.code === 'SIGNER_MISSING'
      return { text: isWithoutWallet ? disabledReasons.noWallet : disabledReasons.notLoggedIn, help: 'connect' }
    }
    case 'connecting':
    case 'authenticating': return { text: disabledReasons.connecting(status), help: 'cancelConnecting' }
    case 'reconnecting': return { text: disabledReasons.connecting(status), help: null }
  }
}

function blockerOfSession({ status, assets }: AppSession, situation: CloseSituation, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabledReasons } = labels
  const because = (text: string): CloseBlocker => ({ text, help: null })
  const { account, sessionBlocker } = situation
  if (status !== 'open') return because(disabledReasons.notOpen(status))
  if (account === null) return because(disabledReasons.notLoggedIn)
  if (sessionBlocker) {
    const { what, why, fix } = labels.error(sessionBlocker)
    return because(joinSentences([what, why, hasNeededAdvice(sessionBlocker.code) ? fix : '']))
  }
  return assets.length === 0 ? because(disabledReasons.noAssets) : null
}

/** The first reason why closing is not possible, or null. */
export function closeBlocker(situation: CloseSituation, labels: SessionCloserLabels): CloseBlocker | null {
  const { disabled, session, isStale, findings, isMarked, isUnfinished } = situation
  const { disabledReasons } = labels
  if (disabled) return { text: disabled === true ? disabledReasons.byApp : disabled, help: null }
  // If the session is not open, it does not matter that there is no connection.
  if (session && session.status !== 'open') return blockerOfSession(session, situation, labels)
  const blocker = blockerOfConnection(situation, labels) ?? (session && blockerOfSession(session, situation, labels))
  if (blocker) return blocker
  if (isStale) return { text: disabledReasons.stale, help: 'startAgain' }
  const [finding] = findings
  if (finding) {
    const { what, fix } = labels.error(finding.info)
    return { text: disabledReasons.invalid(joinSentences([what, fix]), isMarked), help: null, isAboutTyping: isMarked }
  }
  return isUnfinished ? { text: disabledReasons.unfinished, help: null, isAboutTyping: true } : null
}

/** Why there is no connection over which an outcome or a session could be read, or null. */
export const connectionBlocker = (
  status: ConnectionStatus, connectionError: NitroliteErrorInfo | null, labels: SessionCloserLabels,
): CloseBlocker | null => {
  const blocker = blockerOfConnection({ status, connectionError }, labels)
  return status === 'open' && blocker?.help !== 'reload' ? null : blocker
}

/** Why the sessions of a wallet cannot be listed, or null. Unlike reading one session, this needs a login. */
export const listBlocker = (
  status: ConnectionStatus, connectionError: NitroliteErrorInfo | null, labels: SessionCloserLabels,
): CloseBlocker | null => blockerOfConnection({ status, connectionError }, labels)

/** What a person can do about a closing that waits until its wallet is logged in. There is always a button. */
export function loginBlocker(
  status: ConnectionStatus, connectionError: NitroliteErrorInfo | null, labels: SessionCloserLabels,
): CloseBlocker {
  const { text, help } = blockerOfConnection({ status, connectionError }, labels) ?? { text: '', help: null }
  if (status === 'connecting' || status === 'authenticating' || help === 'reload') return { text, help }
  return { text: labels.recovery('authorizing', null), help: 'logIn' }
}
