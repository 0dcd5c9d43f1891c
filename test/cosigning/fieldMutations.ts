import { hexToBytes } from '@noble/curves/abstract/utils'
import { p256 } from '@noble/curves/p256'
import type { Address } from '../../src/core'
import { utf8 } from '../../src/core/wallet/bytes'
import { FLAG_DATA, looseVarint, putTogether, withCheck, type LooseProposal } from './looseProposal'
import type { Draw, Reading } from './reading'

/** A change of one part of a proposal, with the right check behind it, as somebody makes it who knows the format. */
export interface FieldMutation {
  readonly name: string
  readonly reading: Reading | ((before: LooseProposal) => Reading)
  /** Returns null if there is nothing to change. */
  readonly change: (loose: LooseProposal, draw: Draw, participants: readonly Address[]) => LooseProposal | Uint8Array | null
}

type Change = FieldMutation['change']
const malformed = (name: string, change: Change): FieldMutation => ({ name, reading: 'PROPOSAL_MALFORMED', change })
const forReview = (name: string, change: Change): FieldMutation => ({ name, reading: null, change })
const rowsMissing = (name: string, change: Change): FieldMutation => ({ name, reading: 'PROPOSAL_ROWS_INCOMPLETE', change })

const STAMP_FORM = 3
const addressBytes = (address: Address): Uint8Array => hexToBytes(address.slice(2))
const concat = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap(part => [...part]))

function flipped(bytes: Uint8Array, draw: Draw): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const index = draw(bytes.length)
  copy[index] = (copy[index] ?? 0) ^ 1 << draw(8)
  return copy
}

/** Replaces one amount. */
function withAmount(loose: LooseProposal, draw: Draw, amountOf: (before: Uint8Array) => Uint8Array): LooseProposal {
  const asset = draw(loose.rows.length)
  const participant = draw(loose.rows[asset]?.length ?? 1)
  return { ...loose, rows: loose.rows.map((row, at) => at === asset ? row.map((amount, index) => index === participant ? amountOf(amount) : amount) : row) }
}

/** Replaces the symbol of the last asset. Symbols are in order, so that a letter behind ASCII leaves them in order. */
const withLastSymbol = (loose: LooseProposal, symbol: (before: Uint8Array) => Uint8Array): LooseProposal =>
  ({ ...loose, assets: loose.assets.map((asset, index) => index === loose.assets.length - 1 ? { ...asset, symbol: symbol(asset.symbol) } : asset) })

const hasSubmitterIndex = ({ submitter }: LooseProposal): boolean => submitter[0] !== 0

export const FIELD_MUTATIONS: readonly FieldMutation[] = [
  malformed('a byte stands behind the last part', loose => concat(putTogether(loose).slice(0, -4), Uint8Array.of(0, 0, 0, 0, 0))),
  malformed('a byte stands between the last part and the right check', loose => withCheck(concat(putTogether(loose).slice(0, -4), Uint8Array.of(1)))),
  malformed('the last byte before the right check is missing', loose => withCheck(putTogether(loose).slice(0, -5))),
  malformed('only the version and the right check are left', loose => withCheck(Uint8Array.of(loose.version))),
  { name: 'another version is named', reading: 'PROPOSAL_VERSION_UNKNOWN', change: (loose, draw) => ({ ...loose, version: (loose.version + 1 + draw(255)) % 256 }) },
  { name: 'the kind is not a close', reading: 'PROPOSAL_KIND_UNKNOWN', change: (loose, draw) => ({ ...loose, kind: [0, 3, 4, 5, 6, 7][draw(6)] ?? 0 }) },
  {
    name: 'the other kind of close is asked for',
    reading: ({ kind, flags }) => kind === 1 && (flags & STAMP_FORM) === 1 ? 'PROPOSAL_MALFORMED' : null,
    change: loose => ({ ...loose, kind: 3 - loose.kind }),
  },
  malformed('the stamp has an unknown form', loose => ({ ...loose, flags: loose.flags | STAMP_FORM })),
  forReview('the stamp is left out', loose => (loose.flags & STAMP_FORM) === 0 ? null : ({ ...loose, flags: loose.flags & ~STAMP_FORM, stamp: new Uint8Array() })),
  forReview('the time of the stamp is another one', (loose, draw) => (loose.flags & STAMP_FORM) !== 1 ? null
    : ({ ...loose, stamp: concat(loose.stamp.slice(0, -6), flipped(loose.stamp.slice(-6), draw)) })),
  malformed('the request id is 2^53', loose => (loose.flags & STAMP_FORM) !== 1 ? null
    : ({ ...loose, stamp: concat(looseVarint(1n << 53n), loose.stamp.slice(-6)) })),
  malformed('the request id is longer than needed', loose => (loose.flags & STAMP_FORM) !== 1 ? null
    : ({ ...loose, stamp: concat(looseVarint(7, 1), loose.stamp.slice(-6)) })),
  forReview('the node is another one', (loose, draw) => ({ ...loose, nodeTag: flipped(loose.nodeTag, draw) })),
  forReview('the session is another one', (loose, draw) => ({ ...loose, session: flipped(loose.session, draw) })),
  forReview('the submitter is another participant', (loose, draw, participants) => hasSubmitterIndex(loose) && participants.length > 1
    ? { ...loose, submitter: looseVarint(1 + ((loose.submitter[0] ?? 1) + draw(participants.length - 1)) % participants.length) } : null),
  forReview('the submitter is a stranger', (loose, draw) => ({ ...loose, submitter: concat(looseVarint(0), new Uint8Array(20).fill(1 + draw(255))) })),
  malformed('the submitter is a participant who is given by the address', (loose, draw, participants) =>
    ({ ...loose, submitter: concat(looseVarint(0), addressBytes(participants[draw(participants.length)] ?? '')) })),
  malformed('the submitter is beyond the last participant', (loose, draw, participants) => ({ ...loose, submitter: looseVarint(participants.length + 1 + draw(100)) })),
  malformed('the place of the submitter is longer than needed', loose => hasSubmitterIndex(loose) ? { ...loose, submitter: concat(Uint8Array.of((loose.submitter[0] ?? 0) | 128), Uint8Array.of(0)) } : null),
  forReview('the key for replies is that of somebody else', (loose, draw) =>
    ({ ...loose, box: p256.ProjectivePoint.BASE.multiply(BigInt(2 + draw(1_000))).toRawBytes(true) })),
  malformed('the key for replies is not on the curve', loose => {
    const box = Uint8Array.from(loose.box)
    // The next x that no point of the curve has.
    for (box.fill(0, 1), box[32] = 1; isOnCurve(box); box[32]++);
    return { ...loose, box }
  }),
  malformed('the key for replies has another form', (loose, draw) => ({ ...loose, box: concat(Uint8Array.of([0, 1, 4, 5, 6, 255][draw(6)] ?? 0), loose.box.slice(1)) })),
  malformed('the assets are in another order', loose => loose.assets.length < 2 ? null : ({ ...loose, assets: loose.assets.toReversed(), rows: loose.rows.toReversed() })),
  malformed('an asset is named twice', (loose) => {
    const [asset] = loose.assets
    const [row] = loose.rows
    if (!asset || !row) return null
    return { ...loose, assetCount: looseVarint(loose.assets.length + 1), assets: [asset, ...loose.assets], rows: [row, ...loose.rows] }
  }),
  forReview('an asset is left out', loose => loose.assets.length < 2 ? null
    : ({ ...loose, assetCount: looseVarint(loose.assets.length - 1), assets: loose.assets.slice(1), rows: loose.rows.slice(1) })),
  malformed('the number of assets is huge', loose => ({ ...loose, assetCount: looseVarint(Number.MAX_SAFE_INTEGER) })),
  malformed('the number of assets is longer than needed', loose => ({ ...loose, assetCount: looseVarint(loose.assets.length, 1) })),
  forReview('a symbol has a Cyrillic letter', loose => withLastSymbol(loose, symbol => concat(symbol.slice(0, -1), utf8('с')))),
  forReview('a symbol has an invisible character', loose => withLastSymbol(loose, symbol => concat(symbol, utf8('\u200b')))),
  forReview('a symbol begins with a byte order mark', loose => withLastSymbol(loose, symbol => concat(utf8('\ufeff'), symbol))),
  malformed('a symbol is not UTF-8', (loose, draw) => withLastSymbol(loose, symbol => concat(symbol, Uint8Array.of([0xff, 0xc0, 0x80, 0xed][draw(4)] ?? 0xff)))),
  malformed('a symbol is half of a surrogate pair', loose => withLastSymbol(loose, () => Uint8Array.of(0xed, 0xa0, 0x80))),
  malformed('a symbol has an overlong form', loose => withLastSymbol(loose, symbol => concat(symbol, Uint8Array.of(0xc1, 0xa1)))),
  forReview('an asset has other decimals', (loose, draw) => ({ ...loose, assets: loose.assets.map(asset => ({ ...asset, scale: (asset.scale + 1 + draw(255)) % 256 })) })),
  malformed('the number of participants is huge', loose => ({ ...loose, participants: looseVarint(2 ** 50) })),
  malformed('the number of participants is longer than needed', loose => ({ ...loose, participants: looseVarint(loose.rows[0]?.length ?? 0, 1) })),
  rowsMissing('there is a row for one more participant', loose => ({
    ...loose, participants: looseVarint((loose.rows[0]?.length ?? 0) + 1), rows: loose.rows.map(row => [...row, row[0] ?? looseVarint(0)]),
  })),
  rowsMissing('the row of a participant is left out', loose => ({
    ...loose, participants: looseVarint((loose.rows[0]?.length ?? 1) - 1), rows: loose.rows.map(row => row.slice(1)),
  })),
  forReview('an amount is larger', (loose, draw) => withAmount(loose, draw, before => looseVarint(1_000_000_000_000n + BigInt(before[0] ?? 0)))),
  forReview('an amount is the largest of 256 bits', (loose, draw) => withAmount(loose, draw, () => looseVarint((1n << 256n) - 1n))),
  forReview('an amount is −1 as a machine writes it in 64 bits', (loose, draw) => withAmount(loose, draw, () => looseVarint((1n << 64n) - 1n))),
  malformed('an amount has 257 bits', (loose, draw) => withAmount(loose, draw, () => looseVarint(1n << 256n))),
  malformed('an amount is longer than needed', (loose, draw) => withAmount(loose, draw, before =>
    Uint8Array.from([...before.slice(0, -1), (before.at(-1) ?? 0) | 128, 0]))),
  malformed('an amount has no end', (loose, draw) => withAmount(loose, draw, () => new Uint8Array(60).fill(128))),
  forReview('two participants are paid with each other\'s amounts', loose => loose.rows.every(([one, two]) => one?.join() === two?.join()) ? null
    : ({ ...loose, rows: loose.rows.map(([one, two, ...others]) => one && two ? [two, one, ...others] : [one ?? looseVarint(0)]) })),
  malformed('data are announced and missing', loose => loose.rest.length > 0 ? null : ({ ...loose, flags: loose.flags | FLAG_DATA })),
  forReview('the data would be erased', loose => loose.rest.length > 0 ? null : ({ ...loose, flags: loose.flags | FLAG_DATA, rest: looseVarint(0) })),
  forReview('data were added', loose => loose.rest.length > 0 ? null : ({ ...loose, flags: loose.flags | FLAG_DATA, rest: concat(looseVarint(6), utf8('\u202edata').slice(0, 6)) })),
  malformed('data are longer than the proposal', loose => loose.rest.length > 0 ? null : ({ ...loose, flags: loose.flags | FLAG_DATA, rest: concat(looseVarint(200), utf8('data')) })),
  malformed('data are longer than any proposal', loose => loose.rest.length > 0 ? null : ({ ...loose, flags: loose.flags | FLAG_DATA, rest: concat(looseVarint(8_192), new Uint8Array(8_192).fill(97)) })),
]

function isOnCurve(point: Uint8Array): boolean {
  try {
    p256.ProjectivePoint.fromHex(point)
    return true
  }
  catch {
    return false
  }
}
