import * as v from 'valibot'
import type { Receipt } from './types'
import { ANY_SCALE, readAmount } from '../sessions/amounts'
import type { Address, Hex } from '../types'

const hex = v.custom<Hex>(value => typeof value === 'string' && /^0x[\da-f]*$/i.test(value))
const address = v.custom<Address>(value => typeof value === 'string' && /^0x[\da-f]{40}$/i.test(value))
/** A ClearNode also creates sessions with participants whose names are not addresses (0.5.2). */
const participant = v.custom<Address>(value => typeof value === 'string')
const amount = v.pipe(v.string(), v.check(text => readAmount(text, ANY_SCALE).units !== null))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const allocation = { participant, asset: v.string(), amount }

const receiptSchema = v.object({
  version: v.literal(1),
  result: v.picklist(['closed', 'superseded', 'overpaid']),
  protocol: v.string(),
  node: v.object({ url: v.string(), broker: address }),
  session: v.object({
    id: hex,
    application: v.string(),
    participants: v.array(v.object({ address: participant, weight: count })),
    quorum: count,
  }),
  requested: v.array(v.object(allocation)),
  request: v.object({ text: v.string(), digest: hex, signatures: v.array(hex), signers: v.array(address) }),
  policies: v.array(v.object({
    wallet: address, sessionKey: address, application: v.string(), scope: v.string(), expiresAt: count,
    challenge: v.string(), signature: hex,
  })),
  response: v.nullable(v.object({ text: v.string(), signature: hex })),
  payouts: v.array(v.object({ ...allocation, transactionId: v.string(), createdAt: v.string() })),
  payable: v.record(v.string(), amount),
  by: v.picklist(['this request', 'others', 'unknown']),
  isOpenAgain: v.boolean(),
  differences: v.array(v.object({ participant, asset: v.string(), expected: amount, paid: amount })),
  unproven: v.array(v.string()),
  closedAt: v.string(),
})

/** Reads a receipt of any origin. Unknown fields are left out. @returns null if a field is missing or has the wrong type */
export function readReceipt(value: unknown): Receipt | null {
  const read = v.safeParse(receiptSchema, value)
  return read.success ? read.output : null
}
