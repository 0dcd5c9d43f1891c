import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleRecord } from '../../../test/helpers/sampleRecord'
import { sampleId } from '../../../test/helpers/sampleSession'
import { journalKey, type JournalRecord } from './journal'
import { decodeRecord, encodeRecord } from './recordCodec'

const record = sampleRecord()
const stored = { key: journalKey(record.node, record.sessionId), revision: '3.1', record }
const text = encodeRecord(stored)
const bytes = new TextEncoder().encode(text)

const encodeAs = (other: unknown): string => encodeRecord({ ...stored, record: other as JournalRecord })

describe('a record as text', () => {
  it('comes back as it was', () => {
    expect(decodeRecord(text)).toEqual({ kind: 'ok', stored })
  })

  it('comes back with every outcome, odd texts and unknown fields', () => {
    fc.assert(fc.property(
      fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }),
      fc.constantFrom(
        null,
        { kind: 'landed' as const, responseText: '[1]', responseSignatures: ['0xfe' as const] },
        { kind: 'unknown' as const, error: { code: 'CONNECTION_LOST' as const, what: '', why: '', fix: '', data: {} } },
      ),
      (key, revision, oddText, outcome) => {
        const [first] = record.attempts
        const attempts = first ? [{ attempt: { ...first.attempt, text: oddText }, outcome }] : []
        const odd = { key, revision, record: { ...record, attempts, later: true } }
        expect(decodeRecord(encodeRecord(odd))).toEqual({ kind: 'ok', stored: odd })
      },
    ))
  })

  it('begins with one line that tells format, checksum, key and revision', () => {
    expect(JSON.parse(text.slice(0, text.indexOf('\n')))).toEqual({
      format: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), key: stored.key, revision: '3.1',
    })
  })
})

describe('damage', () => {
  it('is seen wherever the text ends too early', () => {
    for (let length = 0; length < text.length; length += 1) {
      expect(decodeRecord(text.slice(0, length)).kind, `${length} characters`).toBe('damaged')
    }
  })

  it('is seen at every byte that changed', () => {
    fc.assert(fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ flip
      const decoded = decodeRecord(new TextDecoder().decode(changed))
      if (decoded.kind === 'ok') expect(decoded.stored).toEqual(stored)
      else expect(['damaged', 'newer']).toContain(decoded.kind)
    }), { numRuns: 2_000 })
  })

  it('tells the key where that can be read', () => {
    expect(decodeRecord(`${text} `)).toEqual({
      kind: 'damaged', key: stored.key, reason: 'the checksum does not match',
    })
    expect(decodeRecord('')).toMatchObject({ kind: 'damaged', key: null })
    expect(decodeRecord('\0'.repeat(64))).toMatchObject({ kind: 'damaged', key: null })
  })

  it('is not hidden by moving a record to another session', () => {
    const moved = text.replace(stored.key, journalKey(record.node, sampleId(2)))
    expect(decodeRecord(moved)).toMatchObject({ kind: 'damaged', reason: 'the checksum does not match' })
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['version 0', { ...record, version: 0 }],
    ['no plan', { ...record, plan: null }],
    ['a plan without baseline', { ...record, plan: { ...record.plan, baseline: undefined } }],
    ['funding that is a number', { ...record, plan: { ...record.plan, funded: { usdc: 1 } } }],
    ['no funding', { ...record, plan: { ...record.plan, funded: null } }],
    ['attempts that are none', { ...record, attempts: [null] }],
    ['an attempt without outcome field', { ...record, attempts: [{ attempt: record.attempts[0]?.attempt }] }],
    ['an unknown outcome', { ...record, attempts: [{ ...record.attempts[0], outcome: { kind: 'perhaps' } }] }],
  ])('is what checks out and still is no record: %s', (_, other) => {
    expect(decodeRecord(encodeAs(other))).toMatchObject({ kind: 'damaged', reason: 'it is not a record of a closing' })
  })
})

describe('a later version', () => {
  it('of the form is recognised by its header alone', () => {
    expect(decodeRecord('{"format":2,"key":"k","crc":"?"}\nwhatever')).toEqual({ kind: 'newer', key: 'k', version: 2 })
    expect(decodeRecord('{"format":3}')).toEqual({ kind: 'newer', key: null, version: 3 })
  })

  it('of the record is recognised once the checksum holds', () => {
    expect(decodeRecord(encodeAs({ version: 2, plan: 'in another form' }))).toEqual({
      kind: 'newer', key: stored.key, version: 2,
    })
  })
})
