import pLimit from 'p-limit'
import type { Connection, Timers } from '../../connection/types'
import { addressesOf, sessionAsset } from '../../sessions/allocations'
import { isAboveZero } from '../../sessions/amounts'
import { remainingDeposits } from '../../sessions/deposits'
import type { AppSession, AppSessionSummary, SessionAsset, SessionLedger } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { NodeInfo, PlanBasis, PlanPurpose } from '../protocol'
import { readAccounts, remaining, type Accounts } from './accounts'
import { readLedger } from './ledger'
import type { KnownSessions } from './knownSessions'
import type { SessionFinder } from './sessionFinder'
import { readDefinition, readSession, toSession, type Definition } from './sessions'

/**
 * How many closings are planned at the same time. The others wait, so that of a thousand closings that start together, the
 * first ones are paid and reported while the last ones have not been read yet.
 */
const MOST_AT_ONCE = 16

/** What a session holds, without saying who holds it. */
function assetsIn(ledger: SessionLedger, { assets }: NodeInfo): SessionAsset[] {
  const decimals = new Map(assets.map(asset => [asset.symbol, asset.decimals]))
  return [...remaining(ledger)].sort(([one], [other]) => one < other ? -1 : 1).map(([symbol, total]) => sessionAsset(symbol, [total], decimals.get(symbol)))
}

/** What never changes about a session, and what the list of open sessions said about it for this plan. */
interface Identity {
  readonly summary: AppSessionSummary
  /** The session is in the list of open sessions that was read for this plan. */
  readonly isListedAsOpen: boolean
}

/** A session, and its ledger as it was at the same moment. */
interface SessionReading extends Pick<Identity, 'isListedAsOpen'> {
  readonly node: NodeInfo
  readonly session: AppSession
  readonly ledger: SessionLedger
}

/**
 * A session as its definition describes it. The node tells the application and the times of a session in its lists only, and a
 * search of thousands of sessions would take far longer than the close. The node checks the application itself.
 */
const unlisted = (id: Hex, { participants, quorum }: Definition): AppSessionSummary => ({
  id, participants, quorum, status: 'open', application: '', protocol: '', version: 0, sessionData: '', createdAt: '', updatedAt: '',
})

const byTotals = ({ summary, isListedAsOpen }: Identity, ledger: SessionLedger, node: NodeInfo): SessionReading =>
  ({ session: { ...summary, status: 'open', assets: assetsIn(ledger, node), allocations: [] }, ledger, isListedAsOpen, node })

const bySplit = ({ summary, isListedAsOpen }: Identity, { ledger, holdings }: Accounts, node: NodeInfo): SessionReading =>
  ({ session: toSession({ ...summary, status: 'open' }, holdings, node), ledger, isListedAsOpen, node })

/** A page of the list costs the node as much as this many definitions. It names a hundred sessions, which are remembered. */
const DEFINITIONS_PER_PAGE = 8

/**
 * How long the list is left alone for each page of a reading that did not find the session it was made for, in milliseconds. A reading
 * that helps saves far more than it costs. One that does not help will hardly help the next closing, unless many more closings wait by then.
 */
const PAUSE_PER_PAGE = 1_000

/** Which session is read, and for what. */
interface Question {
  readonly sessionId: Hex
  /** The wallet that will close the session. */
  readonly wallet: Address
  readonly purpose: PlanPurpose
}

type AloneQuestion = Question & { readonly purpose: { readonly use: 'closed alone' } }

const isForCloseAlone = (question: Question): question is AloneQuestion => question.purpose.use === 'closed alone'

/** Reads what closings are planned from. For a close alone, a session that a list has shown is not looked for again. */
export class PlanReader {
  readonly #finder: SessionFinder
  readonly #known: KnownSessions
  readonly #nodeInfo: (connection: Connection) => Promise<NodeInfo>
  readonly #timers: Timers
  readonly #inTurn = pLimit(MOST_AT_ONCE)
  /** The last reading of the list that did not help: how many pages it had at most, and until when the list is left alone. */
  #unhelpful = { pages: 0, until: -Infinity }

  constructor(finder: SessionFinder, known: KnownSessions, nodeInfo: (connection: Connection) => Promise<NodeInfo>, timers: Timers) {
    this.#finder = finder
    this.#known = known
    this.#nodeInfo = nodeInfo
    this.#timers = timers
  }

  /**
   * Reads a session and its ledger. For a close alone, this is one burst, however many sessions the wallet has.
   * @throws `SESSION_NOT_FOUND`
   */
  read(connection: Connection, question: Question): Promise<PlanBasis> {
    return this.#inTurn(async () => {
      const reading = isForCloseAlone(question) ? await this.#readForClose(connection, question) : await this.#readNow(connection, question)
      const { session, ledger, node } = reading
      return {
        session: { ...session, status: await this.#readStatus(connection, reading) },
        node,
        baseline: ledger.payouts.map(({ transactionId }) => transactionId),
        funded: ledger.funded,
        deposits: remainingDeposits(ledger),
      }
    })
  }

  /**
   * A close writes payouts whatever it pays, so a session without payouts is open. After payouts, the list decides: the session may be
   * open after a withdrawal, or closed while a deposit that raced with the close stayed behind. The list is not read again if something is
   * left and this planning has seen the session in the list of open ones: if somebody closes the session in between, the node refuses our close.
   *
   * A session holds what was paid in and was not paid out. After a change that raced with a close, the entries of the participants may
   * show funds that were paid out already, and the node would pay them once more. Such a session counts as closed, whatever the list says.
   */
  async #readStatus(connection: Connection, { session, ledger, isListedAsOpen }: SessionReading): Promise<AppSession['status']> {
    if (ledger.payouts.length === 0) return session.status
    const isSomethingLeft = [...remaining(ledger).values()].some(isAboveZero)
    if (isSomethingLeft && isListedAsOpen) return 'open'
    // Totals of zero are never used for a plan, so the list is read only if the entries show that nothing is left.
    const isEmpty = session.allocations.length > 0 && !session.allocations.some(({ amount }) => isAboveZero(amount))
    if (!isSomethingLeft && !isEmpty) return 'closed'
    const addresses = session.participants.map(({ address }) => address)
    const listed = await this.#finder.findAmong(connection, addresses, undefined, session.id)
    return listed?.status ?? session.status
  }

  /** The version of the session belongs to its allocations, because participants sign both. */
  async #readNow(connection: Connection, { sessionId }: Question): Promise<SessionReading> {
    const node = await this.#nodeInfo(connection)
    const [session, ledger] = await Promise.all([readSession(connection, this.#finder, sessionId, node), readLedger(connection, sessionId)])
    return { session, ledger, isListedAsOpen: false, node }
  }

  /**
   * Reads the totals of a session if they may be enough, and otherwise what each participant holds. Both belong to the same moment as the
   * ledger. What the lists say about the status may be old.
   */
  async #readForClose(connection: Connection, question: AloneQuestion): Promise<SessionReading> {
    const { sessionId, purpose: { totals } } = question
    const known = this.#known.get(sessionId)
    const [nodeInfo, identifying] = [this.#nodeInfo(connection), this.#identify(connection, question)]
    if (!totals?.mayBeEnough(known ? addressesOf(known) : null)) {
      const [node, identity, accounts] = await Promise.all([nodeInfo, identifying, readAccounts(connection, sessionId)])
      return bySplit(identity, accounts, node)
    }
    // One list has everything that was paid in and out, so what the session holds and its payouts belong to the same moment.
    const [node, identity, ledger] = await Promise.all([nodeInfo, identifying, readLedger(connection, sessionId)])
    const reading = byTotals(identity, ledger, node)
    return totals.areEnough(reading.session) ? reading : bySplit(identity, await readAccounts(connection, sessionId), node)
  }

  /** Reads what never changes about a session. */
  async #identify(connection: Connection, question: AloneQuestion): Promise<Identity> {
    const { sessionId } = question
    const known = this.#known.get(sessionId)
    if (known) return { summary: known, isListedAsOpen: false }
    const [listed, definition] = await Promise.allSettled([this.#findListed(connection, question), readDefinition(connection, sessionId)])
    if (listed.status === 'fulfilled' && listed.value) return { summary: listed.value, isListedAsOpen: listed.value.status === 'open' }
    if (definition.status === 'rejected') throw definition.reason
    return { summary: this.#known.remember(unlisted(sessionId, definition.value)), isListedAsOpen: false }
  }

  /**
   * Looks for a session among the newest ones of the wallet, and among older ones if so many closings wait that the pages cost less than
   * their definitions. Null if the session is not there, or if the list has not helped just now.
   */
  async #findListed(connection: Connection, { sessionId, wallet, purpose: { followers } }: AloneQuestion): Promise<AppSessionSummary | null> {
    const mostPages = 1 + Math.floor((this.#inTurn.pendingCount + followers) / DEFINITIONS_PER_PAGE)
    if (this.#timers.elapsed() < this.#unhelpful.until && mostPages < 2 * this.#unhelpful.pages) return null
    let summary: AppSessionSummary | null = null
    try {
      ({ summary } = await this.#finder.find(connection, { participant: wallet, status: 'open' }, sessionId, mostPages))
    }
    finally {
      if (!summary) this.#unhelpful = { pages: mostPages, until: this.#timers.elapsed() + mostPages * PAUSE_PER_PAGE }
    }
    return summary
  }
}
