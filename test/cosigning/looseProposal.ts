import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import { keccakOfHex } from '../../src/core/wallet/keccak'

/** The parts of a proposal's bytes, in their order. Nothing is checked, so that each part can be replaced by anything. */
export interface LooseProposal {
  version: number
  kind: number
  /** Form of the stamp, and whether there are data, an origin and the bytes of a request. */
  flags: number
  nodeTag: Uint8Array
  session: Uint8Array
  stamp: Uint8Array
  submitter: Uint8Array
  box: Uint8Array
  assetCount: Uint8Array
  assets: { symbol: Uint8Array, scale: number }[]
  participants: Uint8Array
  /** Each amount as it is written, by asset, then by participant. */
  rows: Uint8Array[][]
  /** Data, origin and request. */
  rest: Uint8Array
}

export const FLAG_DATA = 4

/** A number as proposals write it, or longer by some empty groups. */
export function looseVarint(value: bigint | number, emptyGroups = 0): Uint8Array {
  const groups: number[] = []
  for (let left = BigInt(value); left > 0n || groups.length === 0; left >>= 7n) groups.push(Number(left & 127n))
  groups.push(...Array.from({ length: emptyGroups }, () => 0))
  return Uint8Array.from(groups, (group, index) => index < groups.length - 1 ? group | 128 : group)
}

/** The lowest groups of a number that `looseVarint` wrote. */
const numberOf = (varint: Uint8Array): number => varint.reduce((value, group, index) => value + (group & 127) * 128 ** index, 0)

const join = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap(part => [...part]))

/** Takes a valid proposal apart. */
export function takeApart(bytes: Uint8Array): LooseProposal {
  let position = 0
  const take = (length: number): Uint8Array => bytes.slice(position, position += length)
  const takeVarint = (): Uint8Array => {
    let length = 1
    while ((bytes[position + length - 1] ?? 0) > 127) length++
    return take(length)
  }
  const [version = 0, head = 0] = take(2)
  const nodeTag = take(4)
  const session = take(32)
  const form = head & 3
  const stamp = form === 0 ? take(0) : form === 1 ? join([takeVarint(), take(6)]) : takeVarint()
  const place = takeVarint()
  const submitter = numberOf(place) === 0 ? join([place, take(20)]) : place
  const box = take(33)
  const assetCount = takeVarint()
  const assets = Array.from({ length: numberOf(assetCount) }, () => ({ symbol: take(numberOf(takeVarint())), scale: take(1)[0] ?? 0 }))
  const participants = takeVarint()
  const rows = assets.map(() => Array.from({ length: numberOf(participants) }, takeVarint))
  const rest = bytes.slice(position, -4)
  return { version, kind: head >> 5, flags: head & 31, nodeTag, session, stamp, submitter, box, assetCount, assets, participants, rows, rest }
}

/** Appends the check that proposals end with. */
export const withCheck = (content: Uint8Array): Uint8Array =>
  join([content, hexToBytes(keccakOfHex(bytesToHex(content)).slice(2, 10))])

/** Puts the parts together again, with the right check. */
export const putTogether = (loose: LooseProposal): Uint8Array => withCheck(join([
  Uint8Array.of(loose.version, loose.kind << 5 | loose.flags), loose.nodeTag, loose.session, loose.stamp, loose.submitter, loose.box,
  loose.assetCount, ...loose.assets.flatMap(({ symbol, scale }) => [looseVarint(symbol.length), symbol, Uint8Array.of(scale)]),
  loose.participants, ...loose.rows.flat(), loose.rest,
]))
