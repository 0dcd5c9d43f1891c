import { describe, expect, it } from 'vitest'
import { framesByConnection, mask, readRecording, RECORDINGS } from './recording'
import { replay } from './replayer'

const RACE = 'concurrent-double-close.jsonl'

const masked = (frames: ReadonlyMap<string, readonly string[]>) =>
  Object.fromEntries([...frames].map(([label, texts]) => [label, texts.map(mask)]))

it('there are 32 recordings of ClearNode 0.5.2', () => {
  expect(RECORDINGS).toHaveLength(32)
})

describe('recordings of ClearNode 0.5.2', () => {
  it.each(RECORDINGS.filter(name => name !== RACE))('the embedded ClearNode answers as recorded in %s', async (name) => {
    const lines = readRecording(name)
    const { received } = await replay(lines)
    expect(masked(received)).toEqual(masked(framesByConnection(lines, '<')))
  })

  it(`the embedded ClearNode answers as recorded in ${RACE}, if the refused close waits until the other one is answered`, async () => {
    const lines = readRecording(RACE)
    let release = () => {}
    const { received } = await replay(lines, (label, point, { method }) => {
      if (method !== 'close_app_session' || point !== 'received') return undefined
      if (label === 's11a') return new Promise<void>((resolve) => { release = resolve })
      queueMicrotask(release)
      return undefined
    })
    expect(masked(received)).toEqual(masked(framesByConnection(lines, '<')))
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
    for (const [recorded, issued] of tokens) expect(policyOf(issued)).toEqual(policyOf(recorded))
  })
})
