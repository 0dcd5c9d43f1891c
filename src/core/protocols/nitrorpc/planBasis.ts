import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import { addAmounts, negated } from '../../sessions/amounts'
import type { AppSessionSummary, Participant, SessionLedger } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { Login, NodeInfo, PlanBasis } from '../protocol'
import { readHoldings, readLedger, type Holdings } from './ledger'
import type { SessionFinder } from './sessionFinder'
import { readDefinition, toSession } from './sessions'

/** How often the ledger and the lists are read, at most, if they change while they are read. */
const MAX_READS = 10

/** How many sessions are remembered, so that a server that runs for years does not grow. */
const MOST_REMEMBERED = 5_000

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

const isPositive = (amount: string): boolean => amount !== '0' && !amount.startsWith('-')

interface Accounts {
  readonly ledger: SessionLedger
  readonly holdings: Holdings
  /**
   * Whether the session is open as far as the ledger shows: it holds something, or nothing was ever paid out of it. A close
   * writes payouts whatever it pays.
   */
  readonly isOpen: boolean
}

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
    if (describe(paid) === describe(held) || seen === previous || pass === MAX_READS) {
      return { ledger, holdings, isOpen: ledger.payouts.length === 0 || [...held.values()].some(isPositive) }
    }
    previous = seen
  }
}

/** What is known of a session before its lists are searched. */
interface Identity {
  readonly participants: readonly Participant[]
  /** Null if the session was in no list that was read. */
  readonly summary: AppSessionSummary | null
}

/** Reads what closings are planned from. Remembers the sessions that it found, since what it needs of them never changes. */
export class PlanReader {
  readonly #finder: SessionFinder
  readonly #found = new Map<Hex, AppSessionSummary>()

  constructor(finder: SessionFinder) {
    this.#finder = finder
  }

  /**
   * Reads a session and its ledger in one burst, and further lists only if the wallet's newest open sessions do not contain it.
   * @throws `SESSION_NOT_FOUND`, `RESPONSE_UNEXPECTED`
   */
  async read(connection: Connection, sessionId: Hex, { wallet }: Login, node: NodeInfo): Promise<PlanBasis> {
    const [{ ledger, holdings, isOpen }, { participants, summary }] = await Promise.all([
      readAccounts(connection, sessionId), this.#identify(connection, sessionId, wallet),
    ])
    const listed = summary && isOpen ? { ...summary, status: 'open' } : await this.#search(connection, sessionId, participants)
    this.#remember(listed)
    return {
      session: toSession(listed, holdings, node),
      node,
      baseline: ledger.payouts.map(({ transactionId }) => transactionId),
      funded: ledger.funded,
    }
  }

  async #identify(connection: Connection, sessionId: Hex, wallet: Address): Promise<Identity> {
    const known = this.#found.get(sessionId)
    if (known) return { participants: known.participants, summary: known }
    const [{ summary }, definition] = await Promise.allSettled([
      this.#finder.find(connection, { participant: wallet, status: 'open' }, sessionId, 'first page'),
      // Names the other participants, in case that this wallet has too many sessions.
      readDefinition(connection, sessionId),
    ]).then(([listed, read]) => {
      if (listed.status === 'rejected') throw listed.reason
      return [listed.value, read] as const
    })
    if (summary) return { participants: summary.participants, summary }
    if (definition.status === 'rejected') throw definition.reason
    return { participants: definition.value.participants, summary: null }
  }

  /** Searches the lists of the participants. Lists move while other closings end, so a session that is there may be missed. */
  async #search(connection: Connection, sessionId: Hex, participants: readonly Participant[]): Promise<AppSessionSummary> {
    const addresses = participants.map(({ address }) => address)
    for (let pass = 1; pass <= MAX_READS; pass++) {
      const listed = await this.#finder.findAmong(connection, addresses, 'open', sessionId)
        ?? await this.#finder.findAmong(connection, addresses, undefined, sessionId)
      if (listed) return listed
    }
    throw new NitroliteError('RESPONSE_UNEXPECTED', {
      method: 'get_app_sessions', reason: 'The session exists, but none of its participants has it in their list.',
    })
  }

  #remember(summary: AppSessionSummary): void {
    this.#found.delete(summary.id)
    this.#found.set(summary.id, summary)
    const [oldest] = this.#found.keys()
    if (this.#found.size > MOST_REMEMBERED && oldest !== undefined) this.#found.delete(oldest)
  }
}
