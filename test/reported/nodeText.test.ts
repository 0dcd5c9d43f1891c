import { expect, it } from 'vitest'
import type { Fault, NodeKind } from '../../src/testing'
import { startSchedule } from '../helpers/scheduleRig'

it.each<[NodeKind, string, Fault]>([
  ['clearnode', 'failed to close application session', { kind: 'unconfirmed', at: { moment: 'committed', method: 'close_app_session' } }],
  ['nitronode', 'the database is away', { kind: 'refuse', at: { moment: 'received', method: 'app_sessions.v1.submit_app_state' }, text: 'the database is away' }],
])('a closing on a %s shows that the node has said “%s” while a refusal that proves nothing is looked into', async (kind, text, fault) => {
  const { connect, close, finish } = await startSchedule(kind, { faults: [fault] })
  const reasons = new Set<string>()
  const client = await connect()
  client.on('closing', ({ state, error }) => { if (state === 'confirming' && error) reasons.add(`${error.code}: ${error.why}`) })
  const { closing } = close(client)
  expect(await finish(closing)).toEqual(['closed'])
  expect([...reasons].filter(reason => reason.startsWith('CLOSING_UNKNOWN: The node has answered'))).not.toEqual([])
  for (const reason of reasons) if (reason.includes('The node')) expect(reason).toContain(`"${text}`)
})

it('a closing whose answer was lost says that the answer was lost, and leaves no gap for the text of the node', async () => {
  const { connect, close, until } = await startSchedule('clearnode', { faults: [{ kind: 'cut', at: { moment: 'sent', method: 'close_app_session' } }] })
  const { closing } = close(await connect())
  await until(() => closing.state === 'confirming' && closing.error !== null)
  expect(closing.error?.why).toBe('The answer was lost, is late, or proves nothing.')
})
