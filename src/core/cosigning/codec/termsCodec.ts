import { NitroliteError } from '../../errors/errors'
import { formatAmount } from '../../sessions/amounts'
import type { ProposalAsset, ProposalKind, ProposalStamp, ProposalTerms } from '../types'
import type { ByteReader } from './byteReader'
import type { ByteWriter } from './byteWriter'
import { AMOUNT_BITS, INCOMPLETE, malformed } from './format'

const NOT_IN_ORDER = 'Its assets are not in order, or one is named twice.'

/** The numbers of the kinds. They are part of the format and never change. */
const KINDS = { 'close': 1, 'operate and close': 2 } as const satisfies Record<ProposalKind, number>

export const numberOfKind = (kind: ProposalKind): number => KINDS[kind]

/** @throws `PROPOSAL_KIND_UNKNOWN` */
export function kindOfNumber(number: number): ProposalKind {
  if (number === KINDS.close) return 'close'
  if (number === KINDS['operate and close']) return 'operate and close'
  throw new NitroliteError('PROPOSAL_KIND_UNKNOWN', { kind: number })
}

/** By code units, as in `buildAllocations`: the same on every device. Two assets of one symbol are never in order. */
const areInOrder = (assets: readonly ProposalAsset[]): boolean =>
  assets.every(({ symbol }, index) => index === 0 || (assets[index - 1]?.symbol ?? '') < symbol)

/**
 * Writes who receives how much: the assets in the order of their symbols, the number of participants, and the amounts.
 * @throws `PROPOSAL_ROWS_INCOMPLETE`, `PROPOSAL_AMOUNT_INVALID`, `PROPOSAL_MALFORMED`
 */
export function writeAmounts(writer: ByteWriter, { assets, rows }: Pick<ProposalTerms, 'assets' | 'rows'>): void {
  if (!areInOrder(assets)) throw malformed(NOT_IN_ORDER)
  const participants = rows[0]?.length ?? 0
  if (rows.length !== assets.length || rows.some(row => row.length !== participants)) throw new NitroliteError('PROPOSAL_ROWS_INCOMPLETE')
  writer.varint(assets.length)
  for (const { symbol, scale } of assets) writer.text(symbol).byte(scale)
  writer.varint(participants)
  rows.forEach((row, index) => {
    for (const amount of row) {
      if (amount < 0n || amount >> BigInt(AMOUNT_BITS) > 0n) {
        const { symbol = '', scale = 0 } = assets[index] ?? {}
        throw new NitroliteError('PROPOSAL_AMOUNT_INVALID', { asset: symbol, amount: formatAmount(amount, scale).slice(0, 80) })
      }
      writer.varint(amount)
    }
  })
}

/** @throws `PROPOSAL_MALFORMED` */
export function readAmounts(reader: ByteReader): Pick<ProposalTerms, 'assets' | 'rows'> {
  const assets = Array.from({ length: reader.count(2) }, () => ({ symbol: reader.text(), scale: reader.byte() }))
  if (!areInOrder(assets)) throw malformed(NOT_IN_ORDER)
  const participants = reader.integer()
  if (participants * assets.length > reader.left) throw malformed(INCOMPLETE)
  if (assets.length === 0 && participants > 0) throw malformed('It names no asset.')
  const rows = assets.map(() => Array.from({ length: participants }, () => reader.varint()))
  return { assets, rows }
}

/** Null and an empty text are different: one leaves the data as they are, and the other erases them. */
export function writeSessionData(writer: ByteWriter, data: string | null): void {
  writer.byte(data === null ? 0 : 1)
  if (data !== null) writer.text(data)
}

/** The number that says how a stamp is written: 0 if there is none. */
export const stampForm = (stamp: ProposalStamp | null): number => stamp === null ? 0 : stamp.by === 'time' ? 1 : 2

/** Writes a stamp without its form. */
export function writeStamp(writer: ByteWriter, stamp: ProposalStamp | null): void {
  if (stamp?.by === 'time') writer.varint(stamp.requestId).uint48(stamp.ts)
  if (stamp?.by === 'version') writer.varint(stamp.version)
}

/** @throws `PROPOSAL_MALFORMED` */
export function readStamp(reader: ByteReader, form: number): ProposalStamp | null {
  if (form === 0) return null
  if (form === 1) return { by: 'time', requestId: reader.integer(), ts: reader.uint48() }
  if (form === 2) return { by: 'version', version: reader.integer() }
  throw malformed('Its stamp is not valid.')
}
