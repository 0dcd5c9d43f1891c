import { expect, it } from 'vitest'
import { createMemoryJournal } from '../../../src/core'
import { failingJournal, type NodeKind } from '../../../src/testing'
import { gateReads, REQUESTED, startSchedule } from '../../helpers/scheduleRig'

const NODES: readonly NodeKind[] = ['clearnode', 'nitronode']

it.each(NODES)('%s: a closing whose record was written without a confirmation, and which a second process closed, does not fail', async (kind) => {
  const { time, connect, close, finish, until, verdict } = await startSchedule(kind)
  const store = createMemoryJournal()
  const { journal, openGate } = gateReads(failingJournal(store, [{ write: 1, kind: 'rejects-written' }], { timers: time }))
  const { closing } = close(await connect({ journal }))
  let isWritten = false
  for (let tries = 0; tries < 100 && !isWritten; tries++) {
    await time.advance(50)
    isWritten = (await store.list()).length > 0
  }
  expect(isWritten).toBe(true)

  const other = await connect({ journal: store })
  await until(() => other.closings.list()[0]?.state === 'closed')
  expect(verdict().closes).toBe(1)
  openGate()
  expect(await finish(closing)).toEqual(['closed'])
  expect(verdict()).toMatchObject({ closes: 1, isOverpaid: false })
  expect(verdict().payouts.map(({ amount }) => amount).sort()).toEqual(REQUESTED.map(({ amount }) => amount).sort())
})
