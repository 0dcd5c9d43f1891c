import { expect, vi } from 'vitest'
import { ALICE, createScriptedNode, SESSION_ID, split } from './scriptedProtocol'
import { describeError } from '../../src/core/errors/errors'
import { Closings } from '../../src/core/closing/closings'
import { createLocalPeers } from '../../src/core/peers/peers'
import type { ClosingSnapshot, ClosingState } from '../../src/core/closing/types'

/** A client's closings over a node that does what the test says. */
export function start(node = createScriptedNode(), request: Partial<Parameters<Closings['start']>[0]> = {}) {
  const changes: ClosingSnapshot[] = []
  const closings = new Closings({
    url: 'ws://node.test', peers: createLocalPeers(), onChange: snapshot => changes.push(snapshot), onFound() {}, isAway: () => false,
    wallets: () => [ALICE], account: () => ALICE,
  })
  const close = (more: typeof request = {}) => closings.start(
    { sessionId: SESSION_ID, allocations: split('0.7', '0.3'), ...request, ...more }, () => node.context)
  const states = (): ClosingState[] => changes.map(each => each.state)
    .filter((state, index, all) => state !== all[index - 1])
  return { node, closings, close, changes, states }
}

export const sentOnce = (node: ReturnType<typeof createScriptedNode>) =>
  vi.waitFor(() => expect(node.sent).toHaveLength(1))

export const refusal = describeError('ALLOCATION_SUM_MISMATCH', { asset: 'usdc' })
