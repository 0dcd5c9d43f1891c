import { createEmbeddedClearnode, type EmbeddedClearnode, type FaultSchedule } from 'vue-nitrolite/testing'
import { addressOf, testKey } from '../../../../test/helpers/directClient'

/** The first closing keeps the node busy for two seconds, and its connection dies meanwhile. */
const FAULTS: FaultSchedule = {
  faults: [
    { kind: 'stall', at: { moment: 'checked', method: 'close_app_session' }, ms: 2_000 },
    { kind: 'cut', at: { moment: 'checked', method: 'close_app_session' } },
  ],
}

export const BOB = addressOf(testKey('Bob'))
export const SHARES = { alice: '3', bob: '7' } as const

/** What the page shows about one run. */
export interface Run {
  /** What happened, with the second in which it happened. */
  readonly lines: readonly { readonly second: string, readonly text: string }[]
  /** Balances on the node, in usdc. */
  readonly alice: string
  readonly bob: string
  /** How many closings the node has paid. */
  readonly payments: number
  readonly isOver: boolean
}

export const NOTHING_YET: Run = { lines: [], alice: '0', bob: '0', payments: 0, isOver: false }

/** A node with one session of 10 usdc, and what the page shows about it. */
export interface Stage {
  readonly node: EmbeddedClearnode
  readonly sessionId: `0x${string}`
  say(text: string): void
  /** Shows the balances as they are at the end. */
  end(text: string): void
}

export function createStage(alice: string, show: (run: Run) => void): Stage {
  const node = createEmbeddedClearnode({ faults: FAULTS })
  const { id } = node.createSession({
    application: 'app',
    participants: [alice, BOB],
    weights: [100, 0],
    quorum: 100,
    allocations: [{ participant: alice, asset: 'usdc', amount: '10' }],
  })
  const startedAt = performance.now()
  const balanceOf = (wallet: string): string =>
    node.balances(wallet as `0x${string}`).find(({ asset }) => asset === 'usdc')?.amount ?? '0'
  let run = NOTHING_YET

  function add(text: string, isOver: boolean): void {
    // The connections that end with the node are not part of the story.
    if (run.isOver) return
    const second = ((performance.now() - startedAt) / 1_000).toFixed(1)
    run = { lines: [...run.lines, { second, text }], alice: balanceOf(alice), bob: balanceOf(BOB), payments: node.closes().length, isOver }
    show(run)
  }

  return { node, sessionId: id, say: (text) => { add(text, false) }, end: (text) => { add(text, true) } }
}
