import pLimit from 'p-limit'
import type { Connection, Timers } from '../../connection/types'
import { addAmounts, isAboveZero, negated } from '../../sessions/amounts'
import { remainingDeposits } from '../../sessions/deposits'
import { sessionAsset } from '../../sessions/allocations'
import type { AppSession, AppSessionSummary, SessionAsset, SessionLedger } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { NodeInfo, PlanBasis, PlanUse } from '../protocol'
import { readHoldings, readLedger, type Holdings } from './ledger'
import type { KnownSessions } from './knownSessions'
import type { SessionFinder } from './sessionFinder'
import { readDefinition, readSession, toSession, type Definition } from './sessions'

/** How often the ledger is read, at most, if it changes while it is read. */
const MAX_READS = 10

/**
 * How many closings are planned at the same time. The others wait, so that of a thousand closings that start together, the
 * first ones are paid and reported while the last ones have not been read yet.
 */
const MOST_AT_ONCE = 16

/** Amounts by asset. */
type Totals = ReadonlyMap<string, string>

function addUp(amounts: Iterable<readonly [asset: string, amount: string]>): Totals {
  const totals = new Map<string, string>()
  for (const [asset, amount] of amounts) totals.set(asset, addAmounts([totals.get(asset) ?? '0', amount]))
  return totals
}

/** What a session holds: everything that was paid in, without everything that was paid out. */
const remaining = ({ funded, payouts }: SessionLedger): Totals =>
  addUp([...Object.entries(funded), ...payouts.map(({ asset, amount }) => [asset, negated(amount)] as const)])

/** The same from the other list of the ledger, unless it changed between the two readings. */
const held = (holdings: Holdings): Totals => addUp([...holdings.values()].flatMap(amounts => [...amounts]))

const describe = (totals: Totals): string => JSON.stringify([...totals].filter(([, amount]) => amount !== '0').sort())

/** What a session holds, without saying who holds it. */
function assetsIn(ledger: SessionLedger, { assets }: NodeInfo): SessionAsset[] {
  const decimals = new Map(assets.map(asset => [asset.symbol, asset.decimals]))
  return [...remaining(ledger)].sort(([one], [other]) => one < other ? -1 : 1).map(([symbol, total]) => sessionAsset(symbol, [total], decimals.get(symbol)))
}

/** What never changes about a session, and what the list of open sessions said about it in the same burst. */
interface Identity {
  readonly summary: AppSessionSummary
  /** The session is in the list of open sessions that was read just now. */
  readonly isListedAsOpen: boolean
}

/** A session, and its ledger as it was at the same moment. */
interface SessionReading extends Pick<Identity, 'isListedAsOpen'> {
  readonly session: AppSession
  readonly ledger: SessionLedger
}

interface Accounts {
  readonly ledger: SessionLedger
  readonly holdings: Holdings
}

/**
 * Reads what was paid in and out, and what each participant holds, again and again until both belong to the same moment. If
 * they differ in the same way twice, the node's ledger is like that.
 */
async function readAccounts(connection: Connection, sessionId: Hex): Promise<Accounts> {
  let previous = ''
  for (let pass = 1; ; pass++) {
    const [ledger, holdings] = await Promise.all([readLedger(connection, sessionId), readHoldings(connection, sessionId)])
    const [inTransactions, inEntries] = [describe(remaining(ledger)), describe(held(holdings))]
    const seen = `${inTransactions} ${inEntries}`
    if (inTransactions === inEntries || seen === previous || pass === MAX_READS) return { ledger, holdings }
    previous = seen
  }
}

/**
 * A session as its definition describes it. The node tells the application and the times of a session in its lists only, and a
 * search of thousands of sessions would take far longer than the close. The node checks the application itself.
 */
const unlisted = (id: Hex, { participants, quorum }: Definition): AppSessionSummary => ({
  id, participants, quorum, status: 'open', application: '', protocol: '', version: 0, sessionData: '', createdAt: '', updatedAt: '',
})

/** A page of the list costs the node as much as this many definitions. It names a hundred sessions, which are remembered. */
const DEFINITIONS_PER_PAGE = 8

/**
 * How long the list is left alone for each page of a reading that did not find the session it was made for, in milliseconds. A reading
 * that helps saves far more than it costs. One that does not help will hardly help the next closing, unless many more closings wait by then.
 */
const PAUSE_PER_PAGE = 1_000

/** Who plans a closing, and for what. */
interface PlanPurpose {
  /** The wallet that will close the session. */
  readonly wallet: Address
  readonly use: PlanUse
  /** How many other closings of the wallet will soon be planned, as far as the caller knows. */
  readonly followers: number
}

/** Reads what closings are planned from. For a close alone, a session that a list has shown is not looked for again. */
export class PlanReader {
  readonly #finder: SessionFinder
  readonly #known: KnownSessions
  readonly #timers: Timers
  readonly #inTurn = pLimit(MOST_AT_ONCE)
  /** The last reading of the list that did not help: how many pages it had at most, and until when the list is left alone. */
  #unhelpful = { pages: 0, until: -Infinity }

  constructor(finder: SessionFinder, known: KnownSessions, timers: Timers) {
    this.#finder = finder
    this.#known = known
    this.#timers = timers
  }

  /**
   * Reads a session and its ledger. For a close alone, this is one burst, however many sessions the wallet has.
   * @throws `SESSION_NOT_FOUND`
   */
  read(connection: Connection, sessionId: Hex, node: NodeInfo, purpose: PlanPurpose): Promise<PlanBasis> {
    return this.#inTurn(async () => {
      const reading = await this.#readFor(purpose, connection, sessionId, node)
      const { session, ledger } = reading
      return {
        session: { ...session, status: await this.#readStatus(connection, reading) },
        node,
        baseline: ledger.payouts.map(({ transactionId }) => transactionId),
        funded: ledger.funded,
        deposits: remainingDeposits(ledger),
        hasPresentSplit: purpose.use !== 'closed by totals',
      }
    })
  }

  #readFor(purpose: PlanPurpose, connection: Connection, sessionId: Hex, node: NodeInfo): Promise<SessionReading> {
    switch (purpose.use) {
      case 'closed by totals': return this.#readTotals(connection, sessionId, purpose, node)
      case 'closed alone': return this.#readForClose(connection, sessionId, purpose, node)
      case 'signed together': return this.#readNow(connection, sessionId, node)
    }
  }

  /**
   * A close writes payouts whatever it pays, so a session without payouts is open. After payouts, the list decides: the session may be
   * open after a withdrawal, or closed while a deposit that raced with the close stayed behind. The list is not read again if something is
   * left and the same burst has shown the session as open: if somebody closes the session in between, the node refuses our close.
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
  async #readNow(connection: Connection, sessionId: Hex, node: NodeInfo): Promise<SessionReading> {
    const [session, ledger] = await Promise.all([readSession(connection, this.#finder, sessionId, node), readLedger(connection, sessionId)])
    return { session, ledger, isListedAsOpen: false }
  }

  /** One list has everything that was paid in and out, so what the session holds and its payouts belong to the same moment. */
  async #readTotals(connection: Connection, sessionId: Hex, purpose: PlanPurpose, node: NodeInfo): Promise<SessionReading> {
    const [ledger, { summary, isListedAsOpen }] = await Promise.all([readLedger(connection, sessionId), this.#identify(connection, sessionId, purpose)])
    return { session: { ...summary, status: 'open', assets: assetsIn(ledger, node), allocations: [] }, ledger, isListedAsOpen }
  }

  /** The totals of the session belong to the ledger. What the lists say about its status may be old. */
  async #readForClose(connection: Connection, sessionId: Hex, purpose: PlanPurpose, node: NodeInfo): Promise<SessionReading> {
    const [{ ledger, holdings }, { summary, isListedAsOpen }] = await Promise.all([readAccounts(connection, sessionId), this.#identify(connection, sessionId, purpose)])
    return { session: toSession({ ...summary, status: 'open' }, holdings, node), ledger, isListedAsOpen }
  }

  /** Reads what never changes about a session. */
  async #identify(connection: Connection, sessionId: Hex, purpose: PlanPurpose): Promise<Identity> {
    const known = this.#known.get(sessionId)
    if (known) return { summary: known, isListedAsOpen: false }
    const [listed, definition] = await Promise.allSettled([this.#findListed(connection, sessionId, purpose), readDefinition(connection, sessionId)])
    if (listed.status === 'fulfilled' && listed.value) return { summary: listed.value, isListedAsOpen: listed.value.status === 'open' }
    if (definition.status === 'rejected') throw definition.reason
    return { summary: this.#known.remember(unlisted(sessionId, definition.value)), isListedAsOpen: false }
  }

  /**
   * Looks for a session among the newest ones of the wallet, and among older ones if so many closings wait that the pages cost less than
   * their definitions. Null if the session is not there, or if the list has not helped just now.
   */
  async #findListed(connection: Connection, sessionId: Hex, { wallet, followers }: PlanPurpose): Promise<AppSessionSummary | null> {
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
