import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRecordedFrames } from '../../../../test/helpers/recordedFrames'
import { encodeRequest, nitronodeCodec } from './codec'

const { decode } = nitronodeCodec
const frames = readRecordedFrames('nitronode-1.4.1')
const received = frames.filter(({ direction }) => direction === '<')
const sent = frames.filter(({ direction }) => direction === '>')

type Frame = [type: number, id: number, method: string, payload: { error?: string } | null, ts: number]

describe('frames recorded from a running nitronode 1.4.1', () => {
  it('the recordings contain frames of nitronode in both directions', () => {
    expect(received.length).toBeGreaterThan(90)
    expect(sent.length).toBeGreaterThan(90)
  })

  it('the nitronode codec decodes every recorded frame as an answer, or as an error with its text', () => {
    const kinds = new Map<string, number>()
    for (const { raw, file } of received) {
      const [type, id, method, params, ts] = JSON.parse(raw) as Frame
      const common = { id, ts, raw, signedText: '', signatures: [] }
      expect(decode(raw), file).toEqual(type === 2
        ? { kind: 'response', method, params, ...common }
        : { kind: 'error', message: params?.error, ...common })
      kinds.set(decode(raw).kind, (kinds.get(decode(raw).kind) ?? 0) + 1)
    }
    expect([...kinds.keys()].sort()).toEqual(['error', 'response'])
    expect(kinds.get('error')).toBeGreaterThan(35)
  })

  it('the nitronode codec encodes every recorded request to the same bytes', () => {
    let count = 0
    for (const { raw } of sent) {
      if (!/^\[1,\d+,"[^"]*",.*,\d+\]$/.test(raw)) continue
      const [, id, method, payload, ts] = JSON.parse(raw) as Frame
      expect(encodeRequest(id, method, JSON.stringify(payload), ts)).toEqual({ id, method, ts, frame: raw })
      count++
    }
    expect(count).toBe(sent.length - 4)
  })
})

describe('other frames', () => {
  it.each([
    ['an error', '[4,7,"x",{"error":"no","more":1},5]', 'no'],
    ['an error without a request', '[4,0,"",{"error":"no"},5]', 'no'],
    ['an error whose text is an object', '[4,7,"x",{"error":{"code":1}},5]', '{"code":1}'],
    ['an error that is plain text', '[4,7,"x","no",5]', 'no'],
    ['an error whose text is an object with a message', '[4,7,"x",{"error":{"code":1,"message":"no"}},5]', 'no'],
    ['an error without a text', '[4,7,"x",{},5]', ''],
    ['an error of null', '[4,7,"x",null,5]', ''],
  ])('the nitronode codec decodes %s as an error with a text', (_, raw, message) => {
    expect(decode(raw)).toMatchObject({ kind: 'error', message, ts: 5, raw })
  })

  it('the nitronode codec decodes an answer of null', () => {
    expect(decode('[2,7,"node.v1.ping",null,5]')).toMatchObject({ kind: 'response', id: 7, method: 'node.v1.ping', params: null })
  })

  it('the nitronode codec ignores additional elements of a frame', () => {
    expect(decode('[2,7,"x",{"a":1},5,"more"]')).toMatchObject({ kind: 'response', id: 7, params: { a: 1 }, ts: 5 })
  })

  it('the nitronode codec decodes an event as a push with its name', () => {
    const raw = '[3,7,"something.new",{"a":1},5]'
    expect(decode(raw)).toEqual({ kind: 'push', name: 'something.new', params: { a: 1 }, ts: 5, raw })
  })

  it('the nitronode codec decodes the answer of a ClearNode 0.5 that cannot read the request, without a request id', () => {
    const raw = '{"res":[7,"error",{"error":"invalid message format"},5],"sig":["0x01"]}'
    expect(decode(raw)).toEqual({
      kind: 'error', id: 0, message: 'invalid message format', ts: 5, raw, signedText: '', signatures: [],
    })
  })

  it.each([
    'hello', '', 'null', '2', '"x"', '{}', '[]', '[2]', '[2,7,"x"]', '[2,7,"x",{}]', '[1,7,"x",{},5]', '[5,7,"x",{},5]',
    '["2",7,"x",{},5]', '[2,"7","x",{},5]', '[2,null,"x",{},5]', '[2,-7,"x",{},5]', '[2,7.5,"x",{},5]', '[2,7,8,{},5]',
    '[2,7,"x",{},"5"]', '[2,7,"x",{},5.5]', '[2,7,"x",{},-5]', '[2,7,"x",{},1e999]', '[2,7,"x",{},5', '[[2,7,"x",{},5]]',
    '{"res":[7,"pong",{},5],"sig":[]}', '{"res":[7,"error",{},5]}', '{"res":["7","error",{"error":"x"},5]}', '{"res":[7,"error",{"error":"x"}]}',
    '{"req":[7,"error",{"error":"x"},5]}',
  ])('the nitronode codec decodes the malformed frame %s as invalid', (raw) => {
    const frame = decode(raw)
    expect(frame).toMatchObject({ kind: 'invalid', raw, error: { code: 'FRAME_INVALID' } })
  })

  it('the nitronode codec decodes extremely nested frames as invalid, and reads moderately nested ones', () => {
    const nested = (depth: number) => `[2,7,"x",${'['.repeat(depth)}${']'.repeat(depth)},5]`
    expect(decode(nested(100_000)).kind).toBe('invalid')
    expect(decode('['.repeat(100_000)).kind).toBe('invalid')
    expect(decode(`[4,7,"x",${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)},5]`).kind).toBe('invalid')
    expect(decode(nested(50)).kind).toBe('response')
    expect(decode(`[2,7,"x",${JSON.stringify('['.repeat(100_000))},5]`).kind).toBe('response')
  })

  it('the nitronode codec does not pollute prototypes when it decodes a frame', () => {
    expect(decode('[2,7,"x",{"__proto__":{"polluted":1}},5]').kind).toBe('response')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})

describe('properties', () => {
  it('the nitronode codec encodes any request so that its echo decodes to the same values', () => {
    fc.assert(fc.property(
      fc.maxSafeNat(), fc.string({ unit: 'binary' }), fc.jsonValue(), fc.maxSafeNat(),
      (id, method, params, ts) => {
        const payload = JSON.stringify(params)
        const { frame } = encodeRequest(id, method, payload, ts)
        expect(JSON.parse(frame)).toEqual([1, id, method, JSON.parse(payload), ts])
        const echo = decode(frame.replace('[1,', '[2,'))
        if (echo.kind !== 'response') throw new Error(echo.kind)
        expect(echo).toMatchObject({ id, method, ts })
        expect(JSON.stringify(echo.params)).toBe(payload)
      },
    ), { numRuns: 500 })
  })

  it('the nitronode codec never throws when it decodes a frame', () => {
    const part = fc.oneof(fc.integer({ min: -1, max: 5 }), fc.string(), fc.jsonValue())
    fc.assert(fc.property(
      fc.oneof(fc.string(), fc.json(), fc.array(part, { minLength: 4, maxLength: 6 }).map(each => JSON.stringify(each))),
      (raw) => { expect(['response', 'error', 'push', 'invalid']).toContain(decode(raw).kind) },
    ), { numRuns: 2_000 })
  })
})
