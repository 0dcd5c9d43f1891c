import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleEntry } from '../../../test/helpers/sampleHistory'
import { ALICE, BOB } from '../../../test/helpers/sampleSession'
import { describeError } from '../errors/errors'
import { historyToCsv, historyToJson } from './exports'

/** Parses CSV by RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy
  for (let match = pattern.exec(text); match && pattern.lastIndex < text.length; match = pattern.exec(text)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '\r\n') rows.push([])
  }
  const last = text.endsWith('\r\n') ? rows.at(-1) : null
  last?.push('')
  return rows
}

const table = (...entries: Parameters<typeof historyToCsv>[0]) => {
  const [columns = [], ...rows] = readCsv(historyToCsv(entries)).filter(row => row.length > 1)
  return rows.map(row => Object.fromEntries(columns.map((column, at) => [column, row[at]])))
}

describe('historyToCsv', () => {
  it('historyToCsv has one row for each participant and asset', () => {
    const rows = table(sampleEntry(1))
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({
      closing: 'closing-1', application: 'app', wallet: ALICE, state: 'closed', error: '', attempts: '1',
      started: '2026-01-01T00:00:01.000Z', ended: '2026-01-01T00:00:01.500Z', participant: ALICE, asset: 'usdc', requested: '0.7',
    })
    expect(rows[1]).toMatchObject({ participant: BOB, requested: '0.3' })
  })

  it('historyToCsv shows what was actually paid, also to participants who should receive nothing', () => {
    const { receipt } = sampleEntry(1)
    if (!receipt) throw new Error('The sample has a receipt.')
    const differences = [
      { participant: ALICE, asset: 'usdc', expected: '0.7', paid: '1.4' },
      { participant: BOB, asset: 'eth', expected: '0', paid: '0.1' },
    ]
    const rows = table(sampleEntry(1, { state: 'overpaid', receipt: { ...receipt, result: 'overpaid', differences } }))
    expect(rows.map(({ participant, asset, requested, paid }) => [participant, asset, requested, paid])).toEqual([
      [ALICE, 'usdc', '0.7', '1.4'], [BOB, 'usdc', '0.3', '0.3'], [BOB, 'eth', '0', '0.1'],
    ])
  })

  it('historyToCsv has a row for a failed closing, with nothing paid', () => {
    const entry = sampleEntry(1, { state: 'failed', receipt: null, error: describeError('WALLET_REJECTED'), requested: [] })
    expect(table(entry)).toEqual([expect.objectContaining({ state: 'failed', error: 'WALLET_REJECTED', participant: '', paid: '' })])
  })

  it('historyToCsv keeps every text and never starts a field like a formula', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', 'a', '1', ' ') }), (application) => {
      const [row] = table(sampleEntry(1, { application }))
      const cell = row?.['application'] ?? ''
      expect(cell).not.toMatch(/^[=+\-@\t\r]/)
      expect([application, `'${application}`]).toContain(cell)
    }))
  })
})

it('historyToJson contains every field of every entry', () => {
  const entries = [sampleEntry(2), sampleEntry(1)]
  expect(JSON.parse(historyToJson(entries))).toEqual({ version: 1, closings: entries })
})
