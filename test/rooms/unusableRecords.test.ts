import { expect, it } from 'vitest'
import { createStoreJournal } from '../../src/core'
import type { RoomAlarm, RoomResult } from '../../src/node'
import { createMapStore } from '../helpers/mapStore'
import { BOB } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const toBob: RoomResult = { kind: 'winner', participant: BOB }

it('a room whose record was written by a later version stays open although its session is paid, raises an alarm, and ends as paid once the record can be read', async () => {
  const texts = new Map<string, string>()
  const rig = await startRoomRig('clearnode', { journal: createStoreJournal(createMapStore(texts)) })
  rig.node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'close_app_session' }, ms: 1_000 })
  const first = rig.createCloser()
  await first.closer.start()
  const sessionId = rig.openSession()
  void first.closer.close('room', { sessionId, result: toBob })
  await until(() => first.events.some(({ type }) => type === 'room.submitted'))
  first.kill()
  const [[name, written] = ['', '']] = [...texts]
  const [header = '', content = ''] = written.split('\n')
  texts.set(name, `${JSON.stringify({ ...JSON.parse(header) as object, format: 99 })}\n${content}`)

  const next = rig.createCloser({ unknownLimit: 500 })
  const alarms: RoomAlarm[] = []
  next.closer.on('alarm', (alarm) => { alarms.push(alarm) })
  await next.closer.start()
  await until(() => alarms.length > 0)
  expect(rig.wronglyPaid([sessionId])).toEqual([])
  expect(alarms).toMatchObject([{ kind: 'unknown', roomId: 'room' }])
  expect(next.events.filter(({ type }) => type === 'room.failed')).toContainEqual(expect.objectContaining({ isRepeated: true, error: expect.objectContaining({ code: 'JOURNAL_NEWER' }) as unknown }))
  expect(await rig.rooms.read(['room'])).toMatchObject([{ state: 'sent', ending: null, isOpen: true }])

  texts.set(name, written)
  await until(async () => (await rig.rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  expect(await rig.rooms.read(['room'])).toMatchObject([{ state: 'closed' }])
  expect(rig.wronglyPaid([sessionId])).toEqual([])
})
