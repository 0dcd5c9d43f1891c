import { describe, expect, it } from 'vitest'
import { encodeRequest as encodeNitronodeRequest, nitronodeCodec } from '../../src/core/protocols/nitronode/codec'
import { encodeRequest, nitroRpcCodec, toFrame } from '../../src/core/protocols/nitrorpc/codec'
import type { Hex } from '../../src/core/types'
import { readRecordedFrames } from '../helpers/recordedFrames'

const clearnode = readRecordedFrames('clearnode-0.5.2', 'random')
const nitronode = readRecordedFrames('nitronode-1.4.1', 'random')

const countKinds = (kinds: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

describe('the codecs of the client on the recordings of random requests', () => {
  it('every frame that a ClearNode sent to random requests is decoded', () => {
    const kinds = clearnode.filter(({ direction }) => direction === '<').map(({ raw }) => nitroRpcCodec.decode(raw).kind)
    expect(countKinds(kinds)).toEqual({ push: 902, response: 310, error: 722 })
  })

  it('every random request to a ClearNode is encoded to the same bytes', () => {
    const sent = clearnode.filter(({ direction }) => direction === '>')
    for (const { raw } of sent) {
      const { req: [id, method, params, ts], sig } = JSON.parse(raw) as { req: [number, string, unknown, number], sig: Hex[] }
      expect(toFrame(encodeRequest(id, method, params, ts), sig).frame).toBe(raw)
    }
    expect(sent).toHaveLength(1_032)
  })

  it('every frame that a nitronode sent to random requests is decoded', () => {
    const kinds = nitronode.filter(({ direction }) => direction === '<').map(({ raw }) => nitronodeCodec.decode(raw).kind)
    expect(countKinds(kinds)).toEqual({ response: 661, error: 839 })
  })

  it('every random request to a nitronode is encoded to the same bytes', () => {
    const sent = nitronode.filter(({ direction }) => direction === '>')
    for (const { raw } of sent) {
      const [, id, method, payload, ts] = JSON.parse(raw) as [number, number, string, unknown, number]
      expect(encodeNitronodeRequest(id, method, JSON.stringify(payload), ts).frame).toBe(raw)
    }
    expect(sent).toHaveLength(1_500)
  })
})
