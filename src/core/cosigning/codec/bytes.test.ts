import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytesOfHex } from './curvePoint'
import { fromBase64url, toBase64url } from './base64url'
import { ByteReader } from './byteReader'
import { ByteWriter } from './byteWriter'

const MALFORMED = { code: 'PROPOSAL_MALFORMED' }
const refuse = (action: () => unknown) => expect(action).toThrow(expect.objectContaining(MALFORMED))

it('numbers, texts and addresses are read back as they were written', () => {
  const text = fc.string({ unit: 'grapheme' }).map(value => `\ufeff${value}`)
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), fc.maxSafeNat(), text, fc.nat({ max: 2 ** 31 - 1 }), (amount, count, note, time) => {
    const written = new ByteWriter().varint(amount).varint(count).text(note).uint48(time * 2 ** 17).byte(255).hex('0x00ff', 2).toBytes()
    const reader = new ByteReader(written)
    expect([reader.varint(), reader.integer(), reader.text(), reader.uint48(), reader.byte(), reader.hex(2)])
      .toEqual([amount, count, note, time * 2 ** 17, 255, '0x00ff'])
    reader.end()
  }), { numRuns: 300 })
})

it.each([
  [0n, '00'], [127n, '7f'], [128n, '8001'], [300n, 'ac02'], [700_000n, 'e0dc2a'], [(1n << 64n) - 1n, 'ffffffffffffffffff01'],
])('the number %i is written with as few bytes as possible', (value, hex) => {
  expect(new ByteWriter().varint(value).toHexDigits()).toBe(hex)
})

it.each<[string, `0x${string}`]>([
  ['has an empty last group', '0x8000'], ['has an empty last group behind others', '0xff8000'], ['does not end', '0x8080'], ['is missing', '0x'],
  ['has 257 bits', `0x${'80'.repeat(36)}10`], ['has more than 37 groups', `0x${'80'.repeat(37)}01`],
])('a number that %s is not read', (_, hex) => {
  refuse(() => new ByteReader(bytesOfHex(hex)).varint())
})

it('a whole number above 2^53 is neither written nor read', () => {
  refuse(() => new ByteWriter().varint(2 ** 53))
  refuse(() => new ByteReader(new ByteWriter().varint(1n << 53n).toBytes()).integer())
  expect(new ByteReader(new ByteWriter().varint((1n << 53n) - 1n).toBytes()).integer()).toBe(Number.MAX_SAFE_INTEGER)
})

it.each<[string, (writer: ByteWriter) => unknown]>([
  ['a negative number', writer => writer.varint(-1n)], ['a fraction', writer => writer.varint(0.5)], ['a number of 257 bits', writer => writer.varint(1n << 256n)],
  ['a byte of 256', writer => writer.byte(256)], ['a negative byte', writer => writer.byte(-1)], ['a time of 2^48', writer => writer.uint48(2 ** 48)],
  ['hex of another length', writer => writer.hex('0x00', 2)], ['hex in upper case', writer => writer.hex('0xAB', 1)], ['half a byte of hex', writer => writer.hex('0xa', 1)],
  ['a short address', writer => writer.address('0x12')], ['half of a surrogate pair', writer => writer.text('\ud800')],
])('%s is not written', (_, write) => {
  refuse(() => write(new ByteWriter()))
})

it('nothing is read beyond the end, and a huge count allocates nothing', () => {
  const reader = new ByteReader(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x07, 1))
  refuse(() => new ByteReader(Uint8Array.of(1, 2)).hex(3))
  refuse(() => reader.count(1))
  refuse(() => new ByteReader(Uint8Array.of(5, 97)).text())
  refuse(() => new ByteReader(Uint8Array.of(2, 0xc3, 0x28)).text())
  refuse(() => new ByteReader(Uint8Array.of(1)).end())
})

it('bytes are read back from base64url, which Node.js writes in the same way', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
    const text = toBase64url(bytes)
    expect(text).toBe(Buffer.from(bytes).toString('base64url'))
    expect([...fromBase64url(text)]).toEqual([...bytes])
  }), { numRuns: 300 })
})

it('every text of up to four characters either is refused or is what its bytes are written as', () => {
  fc.assert(fc.property(fc.string({ maxLength: 4, unit: fc.constantFrom(...'AQgw_-=+/ é') }), (text) => {
    try {
      expect(toBase64url(fromBase64url(text))).toBe(text)
    }
    catch (thrown) {
      expect(thrown).toMatchObject(MALFORMED)
    }
  }), { numRuns: 2_000 })
  refuse(() => fromBase64url('AB'))
  refuse(() => fromBase64url('A'))
})
