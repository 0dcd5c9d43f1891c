import type { HistoryEntry } from './types'

/** What opens as a formula where a table is read by a spreadsheet. */
const FORMULA = /^[=+\-@\t\r]/

/** One field by RFC 4180. What a spreadsheet would take for a formula gets an apostrophe in front, which shows as text. */
function field(value: string | number): string {
  const text = FORMULA.test(String(value)) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const COLUMNS = [
  'closing', 'session', 'application', 'node', 'protocol', 'wallet', 'state', 'error', 'attempts', 'started', 'ended',
  'participant', 'asset', 'requested', 'paid', 'transactions',
]

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

function rowsOf(entry: HistoryEntry): (string | number)[][] {
  const { closingId, sessionId, application, node, protocol, wallet, state, error, attempts, startedAt, endedAt, requested, receipt } = entry
  const head = [
    closingId, sessionId, application, node, protocol, wallet, state, error?.code ?? '', attempts, iso(startedAt), iso(endedAt),
  ]
  const payouts = receipt?.payouts ?? []
  const shares = requested.map(({ participant, asset, amount }) => {
    const own = payouts.filter(each => each.participant === participant && each.asset === asset)
    const difference = receipt?.differences.find(each => each.participant === participant && each.asset === asset)
    const paid = receipt ? difference?.paid ?? amount : ''
    return [...head, participant, asset, amount, paid, own.map(({ transactionId }) => transactionId).join(' ')]
  })
  const unasked = (receipt?.differences ?? [])
    .filter(({ participant, asset }) => !requested.some(each => each.participant === participant && each.asset === asset))
    .map(({ participant, asset, expected, paid }) => [...head, participant, asset, expected, paid, ''])
  const rows = [...shares, ...unasked]
  return rows.length > 0 ? rows : [[...head, '', '', '', '', '']]
}

/**
 * Ended closings as a table (CSV by RFC 4180, UTF-8): one row for each participant and asset, amounts as decimal text,
 * times in ISO 8601 by the clock of the device that closed.
 */
export const historyToCsv = (entries: readonly HistoryEntry[]): string =>
  [COLUMNS, ...entries.flatMap(rowsOf)].map(row => `${row.map(field).join(',')}\r\n`).join('')

/** Ended closings as JSON, receipts and all: `{ version, closings }`. */
export const historyToJson = (entries: readonly HistoryEntry[]): string =>
  `${JSON.stringify({ version: 1, closings: entries }, null, 2)}\n`
