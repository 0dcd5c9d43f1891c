import { describe, expect, it } from 'vitest'
import { goQuote } from './goTexts'
import { GoStruct, readUnsigned } from './goStruct'

describe('reading JSON as Go does', () => {
  it('GoStruct reads missing and null members as zero values', () => {
    const fields = new GoStruct('{"a":null}')
    expect([fields.text('a'), fields.optionalText('a'), fields.texts('b'), fields.unsigned('a', 8), fields.flag('b')]).toEqual(['', null, [], 0n, false])
    expect(fields.struct('a').text('b')).toBe('')
    expect(new GoStruct('null').optionalUnsigned('a', 64)).toBeNull()
  })

  it('GoStruct matches the names of members without regard to case, and the last one wins', () => {
    expect(new GoStruct('{"a":"1","A":"2"}').text('a')).toBe('2')
  })

  it.each([
    ['text', '{"a":1}'], ['texts', '{"a":["x",1]}'], ['texts', '{"a":{}}'], ['flag', '{"a":"true"}'], ['struct', '{"a":[]}'], ['structs', '{"a":["x"]}'],
  ] as const)('the method %s of GoStruct refuses %s', (method, raw) => {
    expect(() => new GoStruct(raw, 'no')[method]('a', row => row)).toThrow('no')
  })

  it('GoStruct reads half of a surrogate pair as U+FFFD, because Go keeps texts in UTF-8', () => {
    const fields = new GoStruct('{"a":"x\\ud800y","b":["\\udc00"],"c":"\\ud83c\\udfc6"}')
    expect([fields.text('a'), fields.texts('b'), fields.text('c')]).toEqual(['x\ufffdy', ['\ufffd'], '🏆'])
  })

  it('GoStruct refuses a value that is not an object', () => {
    expect(() => new GoStruct('[]', 'no')).toThrow('no')
  })

  it.each([['1', 1n], ['255', 255n], ['null', 0n], ['256', null], ['-1', null], ['1.0', null], ['1e0', null], ['"1"', null]])(
    'readUnsigned reads %s as a number of 8 bits: %s', (raw, value) => { expect(readUnsigned(raw, 8)).toBe(value) })
})

it.each([
  ['a "b" \\', '"a \\"b\\" \\\\"'],
  ['\n\0\u007f', '"\\n\\x00\\x7f"'],
  ['é🏆\u2028', '"é🏆\\u2028"'],
])('goQuote prints %j as Go does', (text, quoted) => { expect(goQuote(text)).toBe(quoted) })
