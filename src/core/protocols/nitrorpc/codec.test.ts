import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../../types'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import { digestOf, encodeRequest, nitroRpcCodec, recoverNodeSigner, toFrame } from './codec'
import { memberText } from '../rawJson'
import { readRecordedFrames } from '../../../../test/helpers/recordedFrames'

const BROKER = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const frames = readRecordedFrames()
const received = frames.filter(frame => frame.direction === '<')
const sent = frames.filter(frame => frame.direction === '>')
const { decode } = nitroRpcCodec

describe('frames recorded from a running ClearNode 0.5.2', () => {
  it('the recordings contain frames of ClearNode in both directions', () => {
    expect(received.length).toBeGreaterThan(500)
    expect(sent.length).toBeGreaterThan(200)
  })

  it('the ClearNode codec decodes every recorded frame, with a timestamp and the node\'s signature over its exact bytes', () => {
    for (const { raw, file } of received) {
      const frame = decode(raw)
      expect(frame.kind, `${file} ${raw}`).not.toBe('invalid')
      if (frame.kind !== 'response' && frame.kind !== 'error') continue
      expect(raw).toContain(`"res":${frame.signedText}`)
      expect(recoverNodeSigner(frame.signedText, frame.signatures[0] ?? '')).toBe(BROKER)
      expect(frame.ts).toBeGreaterThan(1_790_000_000_000)
    }
  })

  it('the ClearNode codec encodes every recorded request of the expected form to the same bytes', () => {
    let count = 0
    for (const { raw } of sent) {
      if (!raw.startsWith('{"req":[') || !raw.includes('"sig":[') || raw.includes('"sid"')) continue
      const { req, sig } = JSON.parse(raw) as { req: [number, string, unknown, number], sig: Hex[] }
      if (req.length !== 4 || !Number.isSafeInteger(req[0])) continue
      const [id, method, params, ts] = req
      expect(toFrame(encodeRequest(id, method, params, ts), sig).frame).toBe(raw)
      count++
    }
    expect(count).toBeGreaterThan(200)
  })

  it('the ClearNode codec distinguishes recorded pushes, errors and answers', () => {
    const kinds = new Map<string, number>()
    for (const { raw } of received) {
      const { kind } = decode(raw)
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }
    expect([...kinds.keys()].sort()).toEqual(['error', 'push', 'response'])
  })
})

describe('other shapes of answers', () => {
  it.each([
    ['an error', '{"res":[7,"error",{"error":"no"},5],"sig":[]}'],
    ['an array-wrapped error', '{"res":[7,"error",[{"error":"no"}],5],"sig":[]}'],
    ['a legacy error', '{"err":[7,-32000,"no",5],"sig":[]}'],
    ['an error that is plain text', '{"res":[7,"error","no",5]}'],
  ])('the ClearNode codec decodes %s as an error with its text', (_, raw) => {
    expect(decode(raw)).toMatchObject({ kind: 'error', id: 7, message: 'no', ts: 5 })
  })

  it('the ClearNode codec unwraps the array around a result of a legacy node', () => {
    expect(decode('{"res":[7,"x",[{"a":1}],5],"sig":["0x01"]}')).toMatchObject(
      { kind: 'response', params: { a: 1 }, signatures: ['0x01'], signedText: '[7,"x",[{"a":1}],5]' })
  })

  it('the ClearNode codec decodes the answer of a nitronode that cannot read the request', () => {
    const raw = '[4,0,"",{"error":"invalid message format"},1795466137801]'
    expect(decode(raw)).toMatchObject({ kind: 'error', id: 0, message: 'invalid message format', ts: 1795466137801, raw })
  })

  it('the ClearNode codec decodes a pong without params as an answer', () => {
    expect(decode('{"res":[8,"pong",null,5]}')).toMatchObject({ kind: 'response', id: 8, params: null })
  })

  it.each([
    'hello', '', 'null', '[]', '{}', '{"res":[]}', '{"res":["7","x",{},5]}', '{"res":[-1,"x",{},5]}',
    '{"res":[1.5,"x",{},5]}', '{"res":[null,"error",{"error":"x"},5]}', '[4,0,"",{"error":"x"},"5"]', '[4,0,"x"]',
    '{"req":[1,"x",{},5]}', '['.repeat(200_000), `{"res":${'['.repeat(100_000)}`,
    `{"res":[7,"error",${'['.repeat(100_000)}${']'.repeat(100_000)},5]}`, `{"res":[7,"x",${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)},5]}`,
  ])('the ClearNode codec decodes the malformed frame %# as invalid', raw => {
    expect(decode(raw).kind).toBe('invalid')
  })

  it('the ClearNode codec does not pollute prototypes when it decodes a frame', () => {
    const frame = decode('{"__proto__":{"polluted":1},"res":[7,"x",{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},5]}')
    expect(frame.kind).toBe('response')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('the ClearNode codec accepts ids of 64 bits, and decodes infinite timestamps as invalid', () => {
    expect(decode('{"res":[18446744073709551615,"pong",null,1e400],"sig":[]}').kind).toBe('invalid')
    expect(decode('{"res":[18446744073709551615,"pong",null,5],"sig":[]}').kind).toBe('response')
  })
})

describe('properties', () => {
  it('the ClearNode codec decodes any encoded frame to the same values and bytes', () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      fc.string().filter(method => method !== 'error'),
      fc.jsonValue().filter(value => !(Array.isArray(value) && value.length === 1)),
      fc.integer({ min: 1 }),
      (id, method, params, ts) => {
        const { text } = encodeRequest(id, method, params, ts)
        const frame = decode(`{"res":${text},"sig":[]}`)
        if (frame.kind !== 'response') throw new Error(frame.kind)
        expect(frame).toMatchObject({ id, method, ts, signedText: text })
        expect(JSON.stringify(frame.params)).toBe(JSON.stringify(params))
      },
    ), { numRuns: 500 })
  })

  it('the ClearNode codec never throws when it decodes a frame', () => {
    fc.assert(fc.property(
      fc.oneof(fc.string(), fc.json(), fc.anything().map(value => {
        try {
          return JSON.stringify({ res: value, err: value, sig: value }) ?? ''
        }
        catch {
          return ''
        }
      })),
      raw => { expect(['response', 'error', 'push', 'invalid']).toContain(decode(raw).kind) },
    ), { numRuns: 2_000 })
  })

  it('the text of a JSON member is found at any position and in any spelling', () => {
    const space = fc.constantFrom('', ' ', '\n\t')
    fc.assert(fc.property(
      fc.array(fc.tuple(fc.string(), fc.jsonValue()), { maxLength: 5 }), fc.jsonValue(), space, space,
      (others, value, before, after) => {
        const members = [...others.filter(([key]) => key !== 'res').map(([key, each]) =>
          `${JSON.stringify(key)}${before}:${after}${JSON.stringify(each)}`),
        `"re\\u0073"${after}:${before}${JSON.stringify(value)}${after}`]
        expect(memberText(`{${members.join(`${before},${after}`)}}`, 'res')).toBe(JSON.stringify(value))
      },
    ), { numRuns: 1_000 })
  })

  it('the signer of a digest that was signed without a prefix is recovered', async () => {
    const key = sessionKeyFromPrivateKey(createPrivateKey())
    const { text } = encodeRequest(1, 'close_app_session', { a: '<&>ü' }, 5)
    expect(recoverNodeSigner(text, await key.signDigest(digestOf(text)))).toBe(key.address)
  })
})
