import { describe, expect, it } from 'vitest'
import { createEmbeddedNitronode, type EmbeddedConnection } from '../../src/testing'
import { framesByConnection, readRecording, recordingsOf, type RecordedLine } from './recording'

const NODE = 'nitronode-1.4.1'
const RACE = 'concurrent-close.jsonl'
const RECORDINGS = recordingsOf(NODE)

/** Masks the parts that differ between runs: the clock, and the ids of transactions. */
const mask = (frame: string): string => frame
  .replace(/,\d{13}\]$/, ',*]')
  .replace(/\{"id":"0x[0-9a-f]{64}"/g, '{"id":"*"')
  .replace(/"receiver_new_state_id":"0x[0-9a-f]{64}"/g, '"receiver_new_state_id":"*"')

const masked = (frames: ReadonlyMap<string, readonly string[]>) =>
  Object.fromEntries([...frames].map(([label, texts]) => [label, texts.map(mask)]))

const settle = () => new Promise<void>((resolve) => { setImmediate(resolve) })

/**
 * Sends the recorded requests to an embedded node, at the recorded times.
 * @param isFirstHeld lets the update of the first connection wait after its version check until another one is committed
 */
async function replay(lines: readonly RecordedLine[], isFirstHeld = false) {
  let now = 0
  const received = new Map([...framesByConnection(lines, '<').keys()].map(label => [label, [] as string[]]))
  const connections = new Map<string, EmbeddedConnection>()
  let release = (): void => {}
  const node = createEmbeddedNitronode({
    clock: () => now,
    // close-errors.jsonl has 28 messages within 0.4 s. The recorded node had a higher limit than the default.
    rateLimit: { perSecond: 100, burst: 100 },
    latency: (point, { method, connection }) => {
      if (!isFirstHeld || method !== 'app_sessions.v1.submit_app_state') return undefined
      if (connection === 1 && point === 'verified') return new Promise<void>((resolve) => { release = resolve })
      if (connection === 2 && point === 'committed') queueMicrotask(release)
      return undefined
    },
  })
  for (const { t, c, d, raw, code, fund } of lines) {
    now = t ?? now
    if (fund) node.fundSession(fund.app_session_id ?? '', fund.wallet, fund.asset, fund.amount)
    if (c === undefined) continue
    const connection = connections.get(c)
      ?? node.connect({ onMessage: text => received.get(c)?.push(text), onClose: () => undefined })
    connections.set(c, connection)
    if (d === 'x') connection.close(code)
    if (d === '>' && raw !== undefined) connection.receive(raw)
    await settle()
  }
  return received
}

it('there are 12 recordings of nitronode 1.4.1', () => {
  expect(RECORDINGS).toHaveLength(12)
})

describe('recordings of nitronode 1.4.1', () => {
  it.each(RECORDINGS.filter(name => name !== RACE && name !== 'socket-dies-after-send.jsonl'))('the embedded nitronode answers as recorded in %s', async (name) => {
    const lines = readRecording(name, NODE)
    expect(masked(await replay(lines))).toEqual(masked(framesByConnection(lines, '<')))
  })

  it(`the embedded nitronode answers as recorded in ${RACE}, if the refused close waits after its version check`, async () => {
    const lines = readRecording(RACE, NODE)
    expect(masked(await replay(lines, true))).toEqual(masked(framesByConnection(lines, '<')))
  })

  it('the embedded nitronode processes a close whose socket dies, as recorded in socket-dies-after-send.jsonl', async () => {
    const lines = readRecording('socket-dies-after-send.jsonl', NODE)
    const replayed = masked(await replay(lines))
    expect(replayed.d).toEqual(masked(framesByConnection(lines, '<')).d)
  })
})
