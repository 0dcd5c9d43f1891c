import pLimit from 'p-limit'
import type { Connection, Timers } from '../../connection/types'
import { addAmounts, isAboveZero, negated } from '../../sessions/amounts'
import { remainingDeposits } from '../../sessions/deposits'
import type { AppSession, AppSessionSummary, SessionLedger } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { Login, NodeInfo, PlanBasis, PlanUse } from '../protocol'
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

/** What a session holds, by asset: the same in two lists of the ledger, unless it changed between them. */
function totalsOf(ledger: SessionLedger, holdings: Holdings): { paid: Map<string, string>, held: Map<string, string> } {
  const paid = new Map<string, string>()
  const held = new Map<string, string>()
  const add = (totals: Map<string, string>, asset: string, amount: string): void => {
    totals.set(asset, addAmounts([totals.get(asset) ?? '0', amount]))
  }
  for (const [asset, amount] of Object.entries(ledger.funded)) add(paid, asset, amount)
  for (const { asset, amount } of ledger.payouts) add(paid, asset, negated(amount))
  for (const amounts of holdings.values()) for (const [asset, amount] of amounts) add(held, asset, amount)
  return { paid, held }
}

const describe = (totals: ReadonlyMap<string, string>): string =>
  JSON.stringify([...totals].filter(([, amount]) => amount !== '0').sort())

interface Accounts {
  readonly ledger: SessionLedger
  readonly holdings: Holdings
}

/**
 * Whether a session is closed as far as the ledger shows: it was paid out and holds nothing. A close writes payouts whatever it pays.
 */
const isPaidOut = ({ payouts }: SessionLedger, { assets }: Pick<AppSession, 'assets'>): boolean =>
  payouts.length > 0 && !assets.some(({ total }) => isAboveZero(total))

/**
 * Reads what was paid in and out, and what each participant holds, again and again until both belong to the same moment. If
 * they differ in the same way twice, the node's ledger is like that.
 */
async function readAccounts(connection: Connection, sessionId: Hex): Promise<Accounts> {
  let previous = ''
  for (let pass = 1; ; pass++) {
    const [ledger, holdings] = await Promise.all([readLedger(connection, sessionId), readHoldings(connection, sessionId)])
    const { paid, held } = totalsOf(ledger, holdings)
    const seen = `${describe(paid)} ${describe(held)}`
    if (describe(paid) === describe(held) || seen === previous || pass === MAX_READS) return { ledger, holdings }
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

/**
 * How often the list is read at most, in milliseconds. A page of it costs the node as much as eight definitions, and names a hundred
 * sessions, which are remembered. So a session that is still unknown is most likely not on it. While closings wait for their turn,
 * the list is read without a pause, because it may name all of them.
 */
const LIST_PAUSE = 1_000

/** Reads what closings are planned from. For a close alone, a session that a list has shown is not looked for again. */
export class PlanReader {
  readonly #finder: SessionFinder
  readonly #known: KnownSessions
  readonly #timers: Timers
  readonly #inTurn = pLimit(MOST_AT_ONCE)
  #listReadAt = -Infinity

  constructor(finder: SessionFinder, known: KnownSessions, timers: Timers) {
    this.#finder = finder
    this.#known = known
    this.#timers = timers
  }

  /**
   * Reads a session and its ledger. For a close alone, this is one burst, however many sessions the wallet has.
   * @throws `SESSION_NOT_FOUND`
   */
  read(connection: Connection, sessionId: Hex, login: Login, node: NodeInfo, use: PlanUse): Promise<PlanBasis> {
    return this.#inTurn(async () => {
      const { session, ledger } = use === 'signed together'
        ? await this.#readNow(connection, sessionId, node)
        : await this.#readForClose(connection, sessionId, login.wallet, node)
      return {
        session: isPaidOut(ledger, session) ? { ...session, status: 'closed' } : session,
        node,
        baseline: ledger.payouts.map(({ transactionId }) => transactionId),
        funded: ledger.funded,
        deposits: remainingDeposits(ledger),
      }
    })
  }

  /** The version of the session belongs to its allocations, because participants sign both. */
  async #readNow(connection: Connection, sessionId: Hex, node: NodeInfo): Promise<{ session: AppSession, ledger: SessionLedger }> {
    const [session, ledger] = await Promise.all([readSession(connection, this.#finder, sessionId, node), readLedger(connection, sessionId)])
    return { session, ledger }
  }

  /** The totals of the session belong to the ledger. What the lists say about its status may be old. */
  async #readForClose(connection: Connection, sessionId: Hex, wallet: Address, node: NodeInfo): Promise<{ session: AppSession, ledger: SessionLedger }> {
    const [{ ledger, holdings }, summary] = await Promise.all([readAccounts(connection, sessionId), this.#identify(connection, sessionId, wallet)])
    return { session: toSession({ ...summary, status: 'open' }, holdings, node), ledger }
  }

  /** Reads what never changes about a session. */
  async #identify(connection: Connection, sessionId: Hex, wallet: Address): Promise<AppSessionSummary> {
    const known = this.#known.get(sessionId)
    if (known) return known
    const [listed, definition] = await Promise.allSettled([this.#findListed(connection, sessionId, wallet), readDefinition(connection, sessionId)])
    if (listed.status === 'fulfilled' && listed.value) return listed.value
    if (definition.status === 'rejected') throw definition.reason
    return this.#known.remember(unlisted(sessionId, definition.value))
  }

  /** Looks for a session among the newest ones of the wallet. Null if the session is not there, or the list was read just now. */
  async #findListed(connection: Connection, sessionId: Hex, wallet: Address): Promise<AppSessionSummary | null> {
    const isDue = this.#inTurn.pendingCount > 0 || this.#timers.elapsed() - this.#listReadAt >= LIST_PAUSE
    if (!isDue) return null
    const reading = this.#finder.find(connection, { participant: wallet, status: 'open' }, sessionId, 'first page')
    const { summary } = await reading.finally(() => { this.#listReadAt = this.#timers.elapsed() })
    return summary
  }
}
