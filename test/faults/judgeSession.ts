import type { Hex } from '../../src/core'
import { judge, type EmbeddedClearnode, type EmbeddedNitronode } from '../../src/testing'
import type { JudgedSession, LandedClosing } from './breaches'
import type { ShownEnd } from './reports'
import type { Storage } from './storage'

/** What a run knows about a session besides the ledger of the node. */
export interface SeenSession {
  readonly storages: ReadonlyMap<number, Storage>
  /** Ids of the requests to close that the node has received. */
  readonly arrived: ReadonlySet<string>
  readonly shown: readonly ShownEnd[]
}

/** Collects what the judge needs to know about one session. */
export function judgeSession(
  node: EmbeddedClearnode | EmbeddedNitronode, sessionId: Hex, { storages, arrived, shown }: SeenSession,
): JudgedSession {
  const { closes, deposits } = node.sessionLedger(sessionId)
  const isOpen = node.session(sessionId)?.status === 'open'
  const update = 'updates' in node && isOpen ? node.updates().findLast(row => row.sessionId === sessionId) : undefined
  return {
    ...judge(node, sessionId),
    hasLaterDeposits: deposits.length > 1,
    shown,
    landed: closes.flatMap(({ requestId }) => closingOf(requestId, storages)),
    arrived: [...arrived].flatMap(requestId => closingOf(requestId, storages)).map(({ id }) => id),
    agreed: closingOf(update?.requestId ?? null, storages).map(({ id }) => id),
  }
}

/** The closing that a request belongs to; none where the request is not ours. */
function closingOf(requestId: string | null, storages: ReadonlyMap<number, Storage>): LandedClosing[] {
  if (requestId === null) return []
  for (const [storage, { closingOf: closings }] of storages) {
    const id = closings.get(requestId)
    if (id !== undefined) return [{ id, storage }]
  }
  return [{ id: 'in no journal', storage: 0 }]
}
