import { onTestFinished } from 'vitest'
import { createMemoryJournal, type Address, type Hex, type KeptLogin, type LoginStore, type NitroliteClientOptions } from '../../src/core'
import { createLocalPeers } from '../../src/core/peers/peers'
import { createEmbeddedClearnode, type FaultSchedule } from '../../src/testing'
import { APPLICATION, paidOut, recordSocket, seedSession, URL_OF_NODE } from './flow'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, split } from './people'
import { joinWith, startVirtualTime } from './virtualParties'

export { countEncryptions, type Party } from './virtualParties'

export const CAROL_KEY: Hex = `0x${'c2'.repeat(32)}`
export const CAROL: Address = '0x8bfa4eEEdbaa73913B8290777d65A84CB242fE67'

export interface TogetherRigOptions {
  readonly faults?: FaultSchedule['faults']
  /** Weights of Alice, Bob and Carol. @default [50, 30, 20] */
  readonly weights?: readonly number[]
  /** @default 80 */
  readonly quorum?: number
}

/** An embedded ClearNode with a session of Alice, Bob and Carol, which holds 1 usdc of Alice, in virtual time. */
export function startTogether({ faults = [], weights = [50, 30, 20], quorum = 80 }: TogetherRigOptions = {}) {
  const virtual = startVirtualTime()
  const { time, settled, passed } = virtual
  const node = createEmbeddedClearnode({ clock: () => time.now(), timers: time, faults: { faults } })
  onTestFinished(() => { node.dispose() })
  const sessionId = seedSession(node, { participants: [ALICE, BOB, CAROL], weights: [...weights], quorum })
  const { WebSocket, sent } = recordSocket(node)

  return {
    time, node, sessionId, settled, passed,
    join: joinWith(virtual, { url: URL_OF_NODE, application: APPLICATION, WebSocket }),
    closesSent: () => sent.filter(({ method }) => method === 'close_app_session'),
    paid: () => paidOut(node, sessionId),
  }
}

/** A store that keeps logins in memory, for clients that follow each other as pages of one browser do. */
export function keptLogins(): LoginStore {
  const logins = new Map<string, KeptLogin>()
  return {
    exclusively: (_name, task) => task(),
    read: async name => logins.get(name) ?? null,
    write: async (name, login) => { logins.set(name, login) },
  }
}

export const REQUESTED = split([ALICE, '0.7'], [BOB, '0.2'], [CAROL, '0.1'])
export const PAID = [[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.2'], [CAROL, 'usdc', '0.1']]
export { ALICE, ALICE_KEY, BOB, BOB_KEY }

/** What the tabs of one browser share. Without messages, a tab learns about the others from the journal alone. */
export function browser({ hasMessages = true } = {}) {
  const closings = createMemoryJournal()
  const logins = keptLogins()
  const tab = (): Partial<NitroliteClientOptions> =>
    ({ keep: { closings: hasMessages ? closings : { ...closings }, logins, ...!hasMessages && { tabs: createLocalPeers() } } })
  return { closings, tab }
}
