import { expect, it, vi } from 'vitest'
import type { Journal, NitroliteClient } from '../../src/core'
import { createPostgresJournal } from '../../src/node/postgresJournal'
import { ALICE_KEY, BOB_KEY, gateCloses, paidOut, seedSession, startClient, startNode } from '../helpers/flow'
import { openPostgres } from '../helpers/postgresRig'
import { PAID, REQUESTED } from '../helpers/recoveryRig'

it('clients of several wallets share a journal in Postgres, and each finishes the closings of its own wallet', async () => {
  const { query } = await openPostgres()
  const open = (): Journal => createPostgresJournal({ query })
  const gate = gateCloses('committed')
  const node = startNode({ latency: gate.latency })
  const sessions = { alice: seedSession(node), bob: seedSession(node, { weights: [0, 100] }) }
  const connect = async (signer: `0x${string}`): Promise<NitroliteClient> => {
    const client = startClient(node, { signer, journal: open() })
    await client.connect()
    return client
  }
  // Both clients end while their answers are on the way.
  for (const [signer, sessionId] of [[ALICE_KEY, sessions.alice], [BOB_KEY, sessions.bob]] as const) {
    const client = await connect(signer)
    client.close({ sessionId, allocations: REQUESTED })
    await vi.waitFor(() => { expect(node.session(sessionId)?.status).toBe('closed') }, 30_000)
    client.dispose()
  }
  gate.open()
  expect(await open().list()).toHaveLength(2)

  const bob = await connect(BOB_KEY)
  await vi.waitFor(() => { expect(bob.closings.get(sessions.bob)?.state).toBe('closed') }, 30_000)
  expect(bob.closings.get(sessions.alice)?.snapshot()).toMatchObject({ state: 'confirming', isElsewhere: true })
  const alice = await connect(ALICE_KEY)
  await vi.waitFor(() => { expect(alice.closings.get(sessions.alice)?.state).toBe('closed') }, 30_000)
  expect(alice.closings.list()).toHaveLength(1)
  for (const sessionId of Object.values(sessions)) expect(paidOut(node, sessionId)).toEqual(PAID)
  await vi.waitFor(async () => { expect(await open().list()).toEqual([]) }, 30_000)
})
