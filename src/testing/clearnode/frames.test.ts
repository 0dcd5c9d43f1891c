import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareBytes, goJson, goUntypedJson } from '../formats/goJson'
import { decodeFrame } from './frames'

const SIGNATURE = `0x${'ab'.repeat(65)}`

describe('decodeFrame', () => {
  it('decodeFrame keeps 64-bit ids and the exact request text', () => {
    const request = '[18446744073709551615, "ping" ,{"a":1.0},1795465311918]'
    expect(decodeFrame(`{"req":${request},"sig":["${SIGNATURE}"],"extra":{"req":1}}`)).toEqual({
      kind: 'call',
      id: 18446744073709551615n,
      method: 'ping',
      params: '{"a":1}',
      ts: 1795465311918n,
      requestText: request,
      signatures: [SIGNATURE],
    })
  })

  it.each([
    ['18446744073709551616', 0n], ['1.0', 0n], ['1e3', 0n], ['-1', 0n], ['"1"', 0n],
  ])('decodeFrame rejects the id %s', (id, answered) => {
    expect(decodeFrame(`{"req":[${id},"ping",{},1],"sig":[]}`))
      .toEqual({ kind: 'bad', id: answered, text: 'invalid message format' })
  })

  it.each([
    ['a method that is not a string', '{"req":[7,5,{},1],"sig":[]}'],
    ['a timestamp that is not a number', '{"req":[7,"ping",{},"1"],"sig":[]}'],
    ['a number beyond doubles', '{"req":[7,"ping",{"a":[1e999]},1],"sig":[]}'],
    ['invalid hex in a signature', '{"req":[7,"ping",{},1],"sig":["zz"]}'],
    ['hex of odd length in a signature', '{"req":[7,"ping",{},1],"sig":["0xabc"]}'],
    ['signatures that are not a list', '{"sig":"0x","req":[7,"ping",{},1]}'],
  ])('decodeFrame reports the id of the request for %s', (_, frame) => {
    expect(decodeFrame(frame)).toEqual({ kind: 'bad', id: 7n, text: 'invalid message format' })
  })

  it.each([
    ['null', 'message validation failed'],
    ['{"req":[7,"",{},1]}', 'message validation failed'],
    ['{"req":[7,"ping",null,1]}', 'message validation failed'],
    ['{"req":[7,"ping",{},0]}', 'message validation failed'],
    ['{"req":[null,"ping",{},1]}', 'message validation failed'],
    ['{"req":[7,"ping",{},1],"res":[7,"ping",{},1]}', 'message validation failed'],
    ['{"res":[7,"ping",{},1]}', 'message validation failed'],
    ['{"req":null,"res":[7,"ping",{},1]}', 'message request is empty'],
    ['[]', 'invalid message format'],
    [`{"req":[7,"ping",${'['.repeat(5000)}${']'.repeat(5000)},1]}`, 'invalid message format'],
  ])('decodeFrame reports no id for the unreadable frame %#', (frame, text) => {
    expect(decodeFrame(frame)).toEqual({ kind: 'bad', id: 0n, text })
  })

  it('decodeFrame never throws, and reads params as JSON.parse does', () => {
    fc.assert(fc.property(fc.string(), (text) => { decodeFrame(text) }))
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(), (params, spaces) => {
      const request = JSON.stringify([1, 'm', { params }, 5], null, spaces % 4)
      const frame = decodeFrame(`{ "sig" : [] , "req" : ${request} }`)
      expect(frame).toMatchObject({ kind: 'call', params: goUntypedJson(JSON.parse(JSON.stringify({ params }))), requestText: request })
    }))
  })
})

describe('goJson', () => {
  it('goJson escapes as Go does and keeps big integers', () => {
    expect(goJson({ b: '<a href="x">&\u2028', a: 2n ** 64n - 1n, c: undefined, d: [null, true, 0.5], e: '\ud800' }))
      .toBe('{"b":"\\u003ca href=\\"x\\"\\u003e\\u0026\\u2028","a":18446744073709551615,"d":[null,true,0.5],"e":"\ufffd"}')
  })

  it('goUntypedJson writes JSON that JSON.parse reads', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      // Go writes -0, and JSON.stringify writes 0.
      expect(JSON.parse(JSON.stringify(JSON.parse(goUntypedJson(value))))).toEqual(JSON.parse(JSON.stringify(value)))
    }))
  })

  it('goUntypedJson sorts all keys, even __proto__ and numbers', () => {
    expect(goUntypedJson(JSON.parse('{"b":{"d":1,"c":2},"__proto__":{"x":1},"a":[{"z":1,"y":2}],"2":0,"10":0}')))
      .toBe('{"10":0,"2":0,"__proto__":{"x":1},"a":[{"y":2,"z":1}],"b":{"c":2,"d":1}}')
  })

  it('compareBytes sorts characters beyond U+FFFF last, as their bytes do', () => {
    expect(['\u{1f3c6}', '\uff41', 'b', 'ab', 'a'].sort(compareBytes)).toEqual(['a', 'ab', 'b', '\uff41', '\u{1f3c6}'])
  })
})
