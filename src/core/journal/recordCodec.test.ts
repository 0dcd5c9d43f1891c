import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleRecord } from '../../../test/helpers/sampleRecord'
import { sampleId } from '../../../test/helpers/sampleSession'
import { journalKey, type JournalRecord } from './journal'
import { decodeRecord, encodeMarker, encodeRecord } from './recordCodec'

const record = sampleRecord()
const stored = { key: journalKey(record.node, record.sessionId), revision: '3.1', record }
const text = encodeRecord(stored)
const bytes = new TextEncoder().encode(text)

/** As version 0.1.0 stored it, when records still had a `state`. */
const EARLIER_TEXT = String.raw`{"format":1,"sha256":"f8fc9d0bada545c6eef1d5175fc1e81df0f1b00ecec9611785d32e8f9ea245bd","key":"wss://node.example/ws#0x0000000000000000000000000000000000000000000000000000000000000001","revision":"3.1"}
{"version":1,"closingId":"c0ffee","protocol":"nitrorpc/0.5","node":"wss://node.example/ws","sessionId":"0x0000000000000000000000000000000000000000000000000000000000000001","plan":{"wallet":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","broker":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","session":{"id":"0x0000000000000000000000000000000000000000000000000000000000000001","status":"open","application":"sample","protocol":"NitroRPC/0.4","participants":[{"address":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","weight":100},{"address":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","weight":0}],"quorum":100,"version":1,"sessionData":null,"createdAt":"2025-11-03T10:00:00Z","updatedAt":"2025-11-03T10:00:00Z","assets":[{"symbol":"usdc","decimals":6,"scale":6,"total":"1"}],"allocations":[{"participant":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","asset":"usdc","amount":"0.7"},{"participant":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","asset":"usdc","amount":"0.3"}]},"allocations":[{"participant":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","asset":"usdc","amount":"0.7"},{"participant":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","asset":"usdc","amount":"0.3"}],"sessionData":null,"submissions":["close"],"baseline":["17"],"funded":{"usdc":"1"}},"attempts":[{"attempt":{"submission":"close","requestId":4711,"ts":1762000000000,"text":"[4711,\"close_app_session\",[{\"session_data\":\"ünïcode \\ud800\"}],1762000000000]","digest":"0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a","signatures":["0x1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b"],"signers":["0x70997970C51812dc3A010C7d01b50e0d17dc79C8"],"policy":null,"connection":"socket-1"},"outcome":null}],"state":"submitting","startedAt":1762000000000}`

const encodeAs = (other: unknown): string => encodeRecord({ ...stored, record: other as JournalRecord })

describe('encodeRecord and decodeRecord', () => {
  it('decodeRecord gives back a record exactly as it was encoded', () => {
    expect(decodeRecord(text)).toEqual({ kind: 'ok', stored })
  })

  it('decodeRecord gives back records with every kind of outcome, any text and unknown fields', () => {
    // Every code point, surrogates included.
    const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0x10ffff }).map(code => String.fromCodePoint(code)) })
    fc.assert(fc.property(
      anyText, anyText, anyText,
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

  it('decodeRecord gives back what several signers have: a draft with a refused signature, what a person has approved, and which key was made', () => {
    const { plan: { session, wallet } } = record
    const { status, version, assets, allocations } = session
    const [first] = record.attempts
    if (!first) throw new Error('The sample has an attempt.')
    const { attempt: { submission, requestId, ts, text, digest } } = first
    const draft = {
      proposals: [{ submission, requestId, ts, text, digest }], text: 'nlp1.x', boxSalt: '0x01', sendUntil: 5, refused: [{ participant: wallet, signer: '0x02' }],
      signatures: [{ participant: wallet, signer: wallet, signatures: ['0x03'], policy: null, endsAt: null }],
    } as const
    const approval = { meaning: '0x04', at: 5, foreignKeys: [wallet], reading: { status, version, sessionData: null, assets, allocations } } as const
    const ownKey = { key: wallet, until: 5 }
    for (const odd of [{ ...record, draft }, { ...record, attempts: [], approval }, { ...record, attempts: [], ownKey }, { ...record, attempts: [], approval: { ...approval, reading: { ...approval.reading, sessionData: 'x' } } }]) {
      expect(decodeRecord(encodeRecord({ ...stored, record: odd }))).toEqual({ kind: 'ok', stored: { ...stored, record: odd } })
    }
    expect(decodeRecord(encodeAs({ ...record, approval: { ...approval, at: 'soon' } })).kind).toBe('damaged')
    expect(decodeRecord(encodeAs({ ...record, ownKey: { ...ownKey, until: 'soon' } })).kind).toBe('damaged')
  })

  it('encodeRecord writes a header line with format, checksum, key and revision', () => {
    expect(JSON.parse(text.slice(0, text.indexOf('\n')))).toEqual({
      format: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), key: stored.key, revision: '3.1',
    })
  })
})

describe('encodeMarker', () => {
  const marker = { key: stored.key, revision: 'm1', ended: [{ closingId: 'c0ffee', until: 5 }, { closingId: 'decaf', until: 6 }] }

  it('decodeRecord gives back a marker exactly as it was encoded', () => {
    expect(decodeRecord(encodeMarker(marker))).toEqual({ kind: 'marker', marker })
  })

  it('decodeRecord reports a marker as damaged when a byte of the marker has changed', () => {
    expect(decodeRecord(encodeMarker(marker).replace('decaf', 'decaff'))).toMatchObject({ kind: 'damaged', key: stored.key })
  })

  it('encodeMarker gives a marker the version of a later record, so that earlier versions of the library leave the marker where it is', () => {
    const [, payload = ''] = encodeMarker(marker).split('\n')
    expect(JSON.parse(payload)).toMatchObject({ version: 2 })
  })
})

it('decodeRecord reads a record that an earlier version stored with its state', () => {
  expect(decodeRecord(EARLIER_TEXT)).toMatchObject({
    kind: 'ok',
    stored: { key: stored.key, revision: '3.1', record: { closingId: 'c0ffee', state: 'submitting', startedAt: 1_762_000_000_000 } },
  })
})

describe('decodeRecord of a damaged text', () => {
  it('decodeRecord reports a text as damaged, wherever the text is cut off', () => {
    for (let length = 0; length < text.length; length += 1) {
      expect(decodeRecord(text.slice(0, length)).kind, `${length} characters`).toBe('damaged')
    }
  })

  it('decodeRecord never returns another record after a byte has changed', () => {
    fc.assert(fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ flip
      const decoded = decodeRecord(new TextDecoder().decode(changed))
      if (decoded.kind === 'ok') expect(decoded.stored).toEqual(stored)
      else expect(['damaged', 'newer']).toContain(decoded.kind)
    }), { numRuns: 2_000 })
  })

  it('decodeRecord gives the key of a damaged text if the header can be read', () => {
    expect(decodeRecord(`${text} `)).toEqual({
      kind: 'damaged', key: stored.key, reason: 'the checksum does not match',
    })
    expect(decodeRecord('')).toMatchObject({ kind: 'damaged', key: null })
    expect(decodeRecord('\0'.repeat(64))).toMatchObject({ kind: 'damaged', key: null })
  })

  it('decodeRecord reports a record as damaged if its header names another session', () => {
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
    ['attempts that are not objects', { ...record, attempts: [null] }],
    ['an attempt without outcome field', { ...record, attempts: [{ attempt: record.attempts[0]?.attempt }] }],
    ['an unknown outcome', { ...record, attempts: [{ ...record.attempts[0], outcome: { kind: 'perhaps' } }] }],
  ])('decodeRecord reports a text with a correct checksum as damaged if the text is not a record: %s', (_, other) => {
    expect(decodeRecord(encodeAs(other))).toMatchObject({ kind: 'damaged', reason: 'it is not a record of a closing' })
  })
})

describe('decodeRecord of a later version', () => {
  it('decodeRecord recognises a later format by the header alone', () => {
    expect(decodeRecord('{"format":2,"key":"k","crc":"?"}\nwhatever')).toEqual({ kind: 'newer', key: 'k', version: 2 })
    expect(decodeRecord('{"format":3}')).toEqual({ kind: 'newer', key: null, version: 3 })
  })

  it('decodeRecord recognises a later version of the record if the checksum is correct', () => {
    expect(decodeRecord(encodeAs({ version: 2, plan: 'in another form' }))).toEqual({
      kind: 'newer', key: stored.key, version: 2,
    })
  })
})
