import { describe, expect, it } from 'vitest'
import { createNitroliteClient } from '../../src/core'
import { createEmbeddedClearnode, createEmbeddedNitronode } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, split } from '../helpers/flow'

describe.each([
  { name: 'ClearNode', create: createEmbeddedClearnode },
  { name: 'nitronode', create: createEmbeddedNitronode },
])('$name', ({ name, create }) => {
  it(`client.sessions.payouts() says who received what from a session that somebody else closed on a ${name}, even to a client without a wallet`, async ({ onTestFinished }) => {
    const node = create()
    const url = `ws://payouts-${name}.test`
    const { id } = node.createSession({
      participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
      allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
    })
    const closer = createNitroliteClient({ url, application: APPLICATION, signer: ALICE_KEY, WebSocket: node.WebSocket })
    const onlooker = createNitroliteClient({ url, application: APPLICATION, WebSocket: node.WebSocket })
    onTestFinished(() => {
      closer.dispose()
      onlooker.dispose()
      node.dispose()
    })
    await Promise.all([closer.connect(), onlooker.connect()])
    expect(await onlooker.sessions.payouts(await onlooker.sessions.get(id))).toEqual([])
    await closer.close({ sessionId: id, allocations: split([ALICE, '0.4'], [BOB, '0.6']) })

    const session = await onlooker.sessions.get(id)
    expect(session.status).toBe('closed')
    const payouts = await onlooker.sessions.payouts(session)
    expect(payouts.map(({ participant, amount, asset }) => [participant, amount, asset]).sort())
      .toEqual([[ALICE, '0.4', 'usdc'], [BOB, '0.6', 'usdc']].sort())
  })
})
