import type { HistoryEntry } from '../../src/core/history/types'
import { ALICE, BOB, sampleId, sampleReceipt } from './sampleSession'

/** An ended closing of Alice and Bob. A higher number ended later. */
export function sampleEntry(number: number, change: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    version: 1,
    closingId: `closing-${number}`,
    sessionId: sampleId(number),
    node: 'wss://node.example/ws',
    protocol: 'nitrorpc/0.5',
    application: 'app',
    wallet: ALICE,
    state: 'closed',
    requested: [
      { participant: ALICE, asset: 'usdc', amount: '0.7' },
      { participant: BOB, asset: 'usdc', amount: '0.3' },
    ],
    receipt: sampleReceipt(),
    error: null,
    attempts: 1,
    isResumed: false,
    startedAt: Date.UTC(2026, 0, 1) + number * 1_000,
    endedAt: Date.UTC(2026, 0, 1) + number * 1_000 + 500,
    ...change,
  }
}
