import type { Receipt } from '../../src/core/receipts/types'
import type { AppSession } from '../../src/core/sessions/types'
import type { Hex } from '../../src/core/types'

export const ALICE = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
export const BOB = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
export const CAROL = '0x90F79bf6EB2c4f870365E785982E1f101E93b906'

/** Session id number `n`: 0x and 64 hex digits. */
export const sampleId = (n = 1): Hex => `0x${n.toString(16).padStart(64, '0')}`

/** An open session that holds 1 usdc: 0.7 for Alice, who has the quorum, and 0.3 for Bob. `change` replaces parts of it. */
export const sampleSession = (change: Partial<AppSession> = {}): AppSession => ({
  id: sampleId(),
  status: 'open',
  application: 'sample',
  protocol: 'NitroRPC/0.4',
  participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }],
  quorum: 100,
  version: 1,
  sessionData: null,
  createdAt: '2025-11-03T10:00:00Z',
  updatedAt: '2025-11-03T10:00:00Z',
  assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '1' }],
  allocations: [
    { participant: ALICE, asset: 'usdc', amount: '0.7' },
    { participant: BOB, asset: 'usdc', amount: '0.3' },
  ],
  ...change,
})

/** The receipt of a closing that was paid as requested. Its signatures are placeholders. */
export function sampleReceipt(session: AppSession = sampleSession(), change: Partial<Receipt> = {}): Receipt {
  return {
    version: 1,
    result: 'closed',
    protocol: 'nitrorpc/0.5',
    node: { url: 'wss://node.example/ws', broker: '0x51FB3D2fBc7fF71CDb9D07FFf5f57aa5BD72A7F0' },
    session: {
      id: session.id,
      application: session.application,
      participants: session.participants,
      quorum: session.quorum,
    },
    requested: session.allocations,
    request: { text: '[1,"close_app_session",[],1700000000000]', digest: '0x00', signatures: ['0x00'], signers: [ALICE] },
    policies: [],
    response: null,
    payouts: session.allocations.map((row, index) => ({
      ...row, transactionId: String(index + 1), createdAt: '2025-11-03T10:05:00Z',
    })),
    payable: { usdc: '1' },
    by: 'this request',
    isOpenAgain: false,
    differences: [],
    unproven: [],
    closedAt: '2025-11-03T10:05:00Z',
    ...change,
  }
}
