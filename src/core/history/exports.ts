import { isSameAddress } from '../sessions/participants'
import type { HistoryEntry } from './types'

/** Spreadsheets take a field that starts like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** One field by RFC 4180. A leading apostrophe keeps spreadsheets from running a field as a formula. */
function field(value: string | number): string {
  const text = FORMULA.test(String(value)) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const COLUMNS = [
  'closing', 'session', 'application', 'node', 'protocol', 'wallet', 'state', 'error', 'attempts', 'started', 'ended',
  'participant', 'asset', 'requested', 'paid', 'transactions',
]

interface Cell {
  readonly participant: string
  readonly asset: string
}

/** The ledger of a node may write an address in another case than the session does. */
const isSameCell = (one: Cell, other: Cell): boolean => isSameAddress(one.participant, other.participant) && one.asset === other.asset

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

function rowsOf(entry: HistoryEntry): (string | number)[][] {
  const { closingId, sessionId, application, node, protocol, wallet, state, error, attempts, startedAt, endedAt, requested, receipt } = entry
  const head = [
    closingId, sessionId, application, node, protocol, wallet, state, error?.code ?? '', attempts, iso(startedAt), iso(endedAt),
  ]
  const payouts = receipt?.payouts ?? []
  const shares = requested.map((share) => {
    const { participant, asset, amount } = share
    const isSame = (row: Cell): boolean => isSameCell(row, share)
    const difference = receipt?.differences.find(isSame)
    const paid = receipt ? difference?.paid ?? amount : ''
    const transactions = payouts.filter(isSame).map(({ transactionId }) => transactionId)
    return [...head, participant, asset, amount, paid, transactions.join(' ')]
  })
  const unrequested = (receipt?.differences ?? [])
    .filter(difference => !requested.some(row => isSameCell(row, difference)))
    .map(({ participant, asset, expected, paid }) => [...head, participant, asset, expected, paid, ''])
  const rows = [...shares, ...unrequested]
  return rows.length > 0 ? rows : [[...head, '', '', '', '', '']]
}

/**
 * Ended closings as CSV (RFC 4180): one row for each participant and asset, with amounts as decimal strings and times in
 * ISO 8601 by the clock of the device that closed.
 */
export const historyToCsv = (entries: readonly HistoryEntry[]): string =>
  [COLUMNS, ...entries.flatMap(rowsOf)].map(row => `${row.map(field).join(',')}\r\n`).join('')

/** Ended closings with their receipts as JSON: `{ version, closings }`. */
export const historyToJson = (entries: readonly HistoryEntry[]): string =>
  `${JSON.stringify({ version: 1, closings: entries }, null, 2)}\n`
