import { describe, expect, it } from 'vitest'
import { replay, type Hold } from './clearnodeReplay'
import { alignOrder, CLEARNODE_ORDERS } from './looseOrder'
import { CLEARNODE_MASKS, maskFrames } from './masks'
import { framesByConnection, readRecording, RECORDINGS } from './recording'

const RACE = 'concurrent-double-close.jsonl'

/** How often the node named one of several mistakes. Go chooses at random; the replay follows the recording. */
const CHOICES: Readonly<Record<string, number>> = { 'random-101.jsonl': 2, 'random-103.jsonl': 1, 'random-104.jsonl': 7 }

const recorded = (name: string) => maskFrames(CLEARNODE_MASKS, framesByConnection(readRecording(name), '<'))

async function replayed(name: string, hold?: Hold) {
  const { received, choices } = await replay(readRecording(name), hold)
  const { frames, masked } = maskFrames(CLEARNODE_MASKS, received)
  return { ...alignOrder(CLEARNODE_ORDERS, frames, recorded(name).frames), masked, choices }
}

it('there are 36 recordings of ClearNode 0.5.2', () => {
  expect(RECORDINGS).toHaveLength(36)
})

it('the masks hide only what differs between two runs of a ClearNode', () => {
  const masked: Record<string, number> = {}
  let frameCount = 0
  for (const name of RECORDINGS) {
    const { frames, masked: counts } = recorded(name)
    frameCount += Object.values(frames).flat().length
    for (const [field, count] of Object.entries(counts)) masked[field] = (masked[field] ?? 0) + count
  }
  expect({ frameCount, masked }).toEqual({
    frameCount: 2_498,
    masked: {
      'signature of the node': 2_498,
      'time of the response': 2_498,
      'clock as the id': 39,
      'login token': 66,
      'tag of a wallet': 35,
      'id of a row': 115,
      'time of a row': 274,
      'time of a response in the history': 43,
    },
  })
})

describe('recordings of ClearNode 0.5.2', () => {
  it.each(RECORDINGS.filter(name => name !== RACE))('the embedded ClearNode answers as recorded in %s', async (name) => {
    expect(await replayed(name)).toEqual({ ...recorded(name), reordered: {}, choices: CHOICES[name] ?? 0 })
  })

  it(`the embedded ClearNode answers as recorded in ${RACE}, if the refused close waits until the other one is answered`, async () => {
    let release = () => {}
    const { frames } = await replayed(RACE, (label, point, { method }) => {
      if (method !== 'close_app_session' || point !== 'received') return undefined
      if (label === 's11a') return new Promise<void>((resolve) => { release = resolve })
      queueMicrotask(release)
      return undefined
    })
    expect(frames).toEqual(recorded(RACE).frames)
  })

  it(`without waiting, ${RACE} ends on the embedded ClearNode in one of the observed outcomes`, async () => {
    const { received } = await replay(readRecording(RACE))
    const answers = [...received.values()].flat().flatMap(frame =>
      /"close_app_session"|"error":"[^"]*"/.exec(frame) ?? []).sort()
    expect([
      ['"close_app_session"', '"close_app_session"'],
      ['"close_app_session"', '"error":"an open app session not found: record not found"'],
      ['"close_app_session"', '"error":"asset usdc is not deposited into the app session. Please deposit the asset first"'],
    ]).toContainEqual(answers)
  })
})

describe('login tokens', () => {
  const policyOf = (token: string): unknown => {
    const [, body = ''] = token.split('.')
    return (JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/'))) as { policy: unknown }).policy
  }

  it('login tokens of the embedded ClearNode carry the recorded policy', async () => {
    const { tokens } = await replay(readRecording('auth-ok-and-jwt.jsonl'))
    expect(tokens).toHaveLength(1)
    for (const [recordedToken, issued] of tokens) expect(policyOf(issued)).toEqual(policyOf(recordedToken))
  })
})
