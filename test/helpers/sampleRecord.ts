import type { JournalRecord } from '../../src/core/journal/journal'
import type { Hex } from '../../src/core/types'
import { ALICE, BOB, sampleId, sampleSession } from './sampleSession'

/** A record of a closing that was sent but not answered, with fields replaced by those of `change`. */
export function sampleRecord(sessionId: Hex = sampleId(), change: Partial<JournalRecord> = {}): JournalRecord {
  const session = sampleSession({ id: sessionId })
  return {
    version: 1,
    closingId: 'c0ffee',
    protocol: 'nitrorpc/0.5',
    node: 'wss://node.example/ws',
    sessionId,
    plan: {
      wallet: ALICE,
      broker: BOB,
      session,
      allocations: session.allocations,
      sessionData: null,
      submissions: ['close'],
      baseline: ['17'],
      funded: { usdc: '1' },
    },
    attempts: [{
      attempt: {
        submission: 'close',
        requestId: 4711,
        ts: 1_762_000_000_000,
        text: '[4711,"close_app_session",[{"session_data":"ünïcode \\ud800"}],1762000000000]',
        digest: `0x${'5a'.repeat(32)}`,
        signatures: [`0x${'1b'.repeat(65)}`],
        signers: [ALICE],
        policy: null,
        connection: 'socket-1',
      },
      outcome: null,
    }],
    startedAt: 1_762_000_000_000,
    ...change,
  }
}
