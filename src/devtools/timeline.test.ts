import { expect, it } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { startManySessions } from '../../test/helpers/manyClosings'
import { sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import type { ClosingLogEntry } from '../core/closing/types'
import { createTimeline, MOST_EVENTS, newLines, type TimelineEntry } from './timeline'

const titles = (entries: readonly TimelineEntry[]) => entries.map(({ layer, event }) => `${layer}: ${event.title} ${event.subtitle}`.trim())

it('the timeline shows the frames, evidence and actions of a closing, each once and in the order of their times', async () => {
  const { connect, closeAll, time } = await startManySessions('clearnode', 1)
  const client = await connect()
  const timeline = createTimeline(client)
  closeAll(client)
  await time.runUntil(() => client.closings.list()[0]?.state === 'closed', 3_600_000)
  timeline.collect()
  timeline.collect()
  const [closing] = client.closings.list()
  const log = client.closings.get(closing?.sessionId ?? '')?.log() ?? []
  const ofLog = timeline.entries.filter(({ layer }) => layer !== 'frames')
  expect(log.length).toBeGreaterThan(5)
  expect(ofLog.map(({ event }) => event.title)).toEqual(log.map(({ name }) => name))
  expect(titles(timeline.entries)).toEqual(expect.arrayContaining(['frames: close_app_session sent', 'frames: close_app_session received']))
  const asked = timeline.entries.find(({ event }) => event.title === 'close_app_session' && event.subtitle === 'sent')
  const answered = timeline.entries.find(({ event }) => event.title === 'close_app_session' && event.subtitle === 'received')
  expect(asked?.event.groupId).toBe(answered?.event.groupId)
})

/** A fake closing with a log that the test writes. */
function start() {
  const session = sampleSession()
  const client = createFakeClient([session])
  const timeline = createTimeline(client)
  client.close({ sessionId: session.id, allocations: session.allocations })
  const [closing] = client.started
  if (!closing) throw new Error('The closing did not start.')
  const log: ClosingLogEntry[] = []
  closing.log = () => [...log]
  const write = (name: string): void => { log.push({ at: log.length, type: 'evidence', name, details: '', attempts: {} }) }
  return { client, closing, timeline, write }
}

it('evidence that a watched closing finds after its payment is added to the timeline without repeating what is there', () => {
  const { closing, timeline, write } = start()
  write('payouts')
  closing.progress.paid(sampleReceipt(), { watchedUntil: 1_700_000_100_000 })
  timeline.collect()
  write('looked')
  closing.progress.update({ watchedUntil: null })
  timeline.collect()
  closing.progress.update({ isResumed: true })
  timeline.collect()
  expect(titles(timeline.entries)).toEqual(['evidence: payouts', 'evidence: looked'])
})

it('the timeline keeps the latest 500 events, and passes every event to its listeners', () => {
  const { client, timeline } = start()
  const heard: number[] = []
  const stop = timeline.listen(({ event }) => { heard.push(event.time) })
  const frame = (at: number): void => client.emit('frame', { direction: 'sent', text: '[]', at, name: 'ping', requestId: at })
  for (let at = 1; at <= MOST_EVENTS + 10; at += 1) frame(at)
  expect([timeline.entries.length, timeline.entries[0]?.event.time, heard.length]).toEqual([MOST_EVENTS, 11, MOST_EVENTS + 10])
  stop()
  frame(0)
  expect(heard).toHaveLength(MOST_EVENTS + 10)
})

it('a stopped timeline no longer listens to the client', () => {
  const { client, timeline } = start()
  timeline.stop()
  expect(client.listening).toBe(0)
})

const line = (at: number, name = 'looked'): ClosingLogEntry => ({ at, type: 'evidence', name, details: '', attempts: {} })
const lines = (from: number, to: number): ClosingLogEntry[] => Array.from({ length: to - from }, (_, index) => line(from + index))

it('newLines gives the lines that were appended since the log was read', () => {
  expect(newLines([], lines(0, 2))).toEqual(lines(0, 2))
  expect(newLines(lines(0, 2), lines(0, 5))).toEqual(lines(2, 5))
  expect(newLines(lines(0, 5), lines(0, 5))).toEqual([])
})

it('newLines gives each line of a full log once, although the oldest lines were dropped', () => {
  expect(newLines(lines(0, 500), lines(3, 503))).toEqual(lines(500, 503))
  expect(newLines(lines(0, 500), lines(600, 1100))).toEqual(lines(600, 1100))
})

it('newLines distinguishes two lines of the same moment', () => {
  const now = [line(1, 'looked'), line(1, 'probed'), line(1, 'looked')]
  expect(newLines(now.slice(0, 2), now)).toEqual([line(1, 'looked')])
})
