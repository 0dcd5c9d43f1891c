import { shownUrl } from '../../core/connection/shownUrl'
import type { DecodedRecord } from '../../core/journal/recordCodec'
import type { JournalRecord } from '../../core/journal/journal'
import type { RoomReport, PostgresRoomReport } from './postgresRoomReport'
import type { CommandOutput } from '../commandOutput'
import { ageText, columns, timeText } from './formatting'

/** A record as it is shown: without bytes, signatures and answers. */
function shownRecord({ closingId, sessionId, node, plan, attempts, draft, startedAt }: JournalRecord) {
  return {
    closingId, sessionId, node: shownUrl(node), startedAt, wallet: plan.wallet, allocations: plan.allocations, role: plan.together?.role ?? 'alone',
    signedBy: draft?.signatures.map(({ participant }) => participant) ?? [],
    attempts: attempts.map(({ attempt, outcome }) => ({
      requestId: attempt.requestId, ts: attempt.ts, signers: attempt.signers,
      outcome: outcome?.kind ?? 'none yet', ...outcome && 'error' in outcome && { error: outcome.error.code },
    })),
  }
}

function shownText(decoded: DecodedRecord) {
  switch (decoded.kind) {
    case 'ok': return { kind: 'record', ...shownRecord(decoded.stored.record) } as const
    case 'marker': return { kind: 'removed', ended: decoded.marker.ended.map(({ closingId }) => closingId) } as const
    case 'damaged': return { kind: 'damaged', reason: decoded.reason } as const
    case 'newer': return { kind: 'newer', version: decoded.version } as const
  }
}

/** Everything that is shown of a room, as plain data. */
function shownReport({ room, contents, damage, age, hasLiveWorker, log, records }: RoomReport) {
  const { request = null, allocations = null, ending = null } = contents ?? {}
  return {
    ...room, damage, request, allocations, age, hasLiveWorker,
    ending: ending && {
      state: ending.state, endedAt: ending.endedAt, error: ending.error && { code: ending.error.code, what: ending.error.what, why: ending.error.why, fix: ending.error.fix },
      attempts: ending.entry?.attempts ?? null, paidBy: ending.entry?.receipt?.by ?? null, payouts: ending.entry?.receipt?.payouts ?? [],
      differences: ending.entry?.receipt?.differences ?? [],
    },
    journal: records && records.map(shownText), log,
  }
}

type Shown = ReturnType<typeof shownReport>

const rowsText = (rows: readonly { readonly participant: string, readonly amount: string, readonly asset: string }[]): string =>
  rows.map(({ participant, amount, asset }) => `  ${participant}  ${amount} ${asset}\n`).join('')

function amountsText({ damage, allocations }: Shown): string {
  if (damage !== null) return `\nThe row is damaged: ${damage}\nWorkers leave the room alone until the row is correct.\n`
  return allocations ? `\nAmounts\n${rowsText(allocations)}` : '\nNo amounts were computed, so nothing was sent.\n'
}

function roomText(room: Shown): string {
  const worker = room.owner === null ? 'none' : `${room.owner}${room.hasLiveWorker ? '' : ' (gives no sign of life)'}`
  return [
    `Room ${room.roomId}\n`,
    columns([
      ['  session', room.sessionId], ['  state', `${room.state}${room.isOpen ? ', not done' : ', done'}`], ['  stored', `${timeText(room.createdAt)}, ${ageText(room.age)} ago`],
      ['  worker', worker], ['  workers so far', String(room.epoch)], ...room.request ? [['  result', JSON.stringify(room.request.result)]] : [],
    ]),
    amountsText(room),
  ].join('')
}

function endingText({ ending, damage }: Shown): string {
  if (damage !== null) return ''
  if (!ending) return '\nIt has not ended.\n'
  const error = ending.error ? `  ${ending.error.code}: ${ending.error.what} ${ending.error.why}\n  What to do: ${ending.error.fix}\n` : ''
  const payouts = ending.payouts.length > 0 ? `  Paid, as the ledger of the node says (request by: ${ending.paidBy}):\n${rowsText(ending.payouts)}` : ''
  const differences = ending.differences.map(({ participant, asset, expected, paid }) => `  ${participant} should have received ${expected} ${asset}, and has received ${paid}\n`).join('')
  return `\nEnded ${timeText(ending.endedAt)} as ${ending.state}\n${error}${payouts}${differences}`
}

function journalText({ journal }: Shown): string {
  if (!journal) return '\nThis database has no journal: use --journal-table, or look where the journal is.\n'
  if (journal.length === 0) return '\nThe journal has no record of the session.\n'
  return journal.map((record) => {
    switch (record.kind) {
      case 'removed': return `\nThe journal has removed the record of the closings ${record.ended.join(', ')}.\n`
      case 'damaged': return `\nThe journal has a damaged record: ${record.reason}\n`
      case 'newer': return '\nThe journal has a record that a later version of vue-nitrolite has written.\n'
      case 'record': {
        const attempts = record.attempts.map(({ requestId, ts, signers, outcome, error }) =>
          [`  request ${requestId}`, timeText(ts), outcome + (error ? ` ${error}` : ''), `signed by ${signers.join(', ')}`])
        return `\nRecord in the journal: closing ${record.closingId}, begun ${timeText(record.startedAt)}, wallet ${record.wallet} (${record.role})\n${attempts.length > 0 ? columns(attempts) : '  Nothing was sent.\n'}`
      }
    }
  }).join('')
}

function logText({ log }: Shown): string {
  if (log === null) return '\nThe log is damaged.\n'
  if (log.length === 0) return '\nNo log was kept.\n'
  const lines = log.map(({ at, epoch, type, name, details, attempts }) =>
    [`  ${timeText(at)}`, `worker ${epoch}`, type, name, details, Object.entries(attempts).map(([id, stage]) => `${id} ${stage}`).join(', ')])
  return `\nLog\n${columns(lines)}`
}

/** Prints what is stored about a room. @returns the exit code */
export async function explainRoom(report: PostgresRoomReport, { roomId, isJson }: { readonly roomId: string, readonly isJson: boolean }, { out, error }: CommandOutput): Promise<number> {
  const found = await report.find(roomId)
  if (!found) {
    error(`There is no room ${roomId}.\n`)
    return 1
  }
  const shown = shownReport(found)
  out(isJson ? `${JSON.stringify(shown, null, 2)}\n` : [roomText, endingText, journalText, logText].map(part => part(shown)).join(''))
  return 0
}
