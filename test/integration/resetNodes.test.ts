import { expect, it, onTestFinished } from 'vitest'
import { createMemoryHistory, createMemoryJournal, createNitroliteClient, type Closing } from '../../src/core'
import { createEmbeddedClearnode, createEmbeddedNitronode, type NodeKind } from '../../src/testing'
import { ALICE_KEY, APPLICATION } from '../helpers/people'
import { startSchedule } from '../helpers/scheduleRig'

const METHODS: Readonly<Record<NodeKind, string>> = { clearnode: 'close_app_session', nitronode: 'app_sessions.v1.submit_app_state' }

/** A closing is sent and lost, and the client that comes back finds a node at the same address that does not know the session. */
async function resetWhileUnknown(kind: NodeKind) {
  const { connect, close, until, sessionId, time } = await startSchedule(kind, { faults: [{ kind: 'cut', at: { moment: 'sent', method: METHODS[kind] } }] })
  const journal = createMemoryJournal()
  const first = await connect({ journal })
  const { closing } = close(first)
  await until(() => closing.state === 'confirming')
  first.dispose()

  const other = kind === 'clearnode' ? createEmbeddedClearnode : createEmbeddedNitronode
  const empty = other({ clock: time.now, timers: time })
  onTestFinished(() => { empty.dispose() })
  const second = createNitroliteClient({
    url: first.url, application: APPLICATION, signer: ALICE_KEY, WebSocket: empty.WebSocket, timers: time, reconnect: { jitter: 0 },
    history: createMemoryHistory(), journal: { ...journal },
  })
  onTestFinished(() => { second.dispose() })
  second.connect().catch(() => {})
  await until(() => second.closings.get(sessionId) !== null)
  return { journal, time, until, resumed: second.closings.get(sessionId) as Closing }
}

const hasSent = (closing: Closing): boolean => closing.log().some(({ name }) => name === 'sent')

it.each(['clearnode', 'nitronode'] as const)('a closing whose %s has lost the session is neither sent again nor reported as failed, and the person can archive it', async (kind) => {
  const { journal, time, until, resumed } = await resetWhileUnknown(kind)
  await until(() => resumed.snapshot().error?.code === 'CLOSING_SESSION_MISSING')
  await time.advance(600_000)
  expect(resumed.snapshot()).toMatchObject({ state: 'confirming', error: { code: 'CLOSING_SESSION_MISSING' } })
  expect(hasSent(resumed)).toBe(false)
  expect(await journal.list()).toHaveLength(1)

  expect(resumed.archive()).toBe(true)
  await until(() => resumed.state === 'failed')
  expect(resumed.snapshot()).toMatchObject({ state: 'failed', error: { code: 'CLOSING_ARCHIVED' } })
  expect(await journal.list()).toEqual([])
})
