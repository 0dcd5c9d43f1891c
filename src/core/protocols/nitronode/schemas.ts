import * as v from 'valibot'
import { checksumAddress } from '../../wallet/address'
import type { Address, Hex } from '../../types'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
/** A whole number as decimal text, short enough for a JavaScript number to hold exactly. */
const whole = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number))
const hash = v.custom<Hex>(value => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value), 'An id is missing.')
/** The node writes addresses in lower case, and ignores case when it compares them. */
const address = v.pipe(
  v.string(), v.transform(value => checksumAddress(value)), v.custom<Address>(value => value !== null, 'An address is missing.'))
/** An amount as decimal text. Sums need every row, so one unreadable amount makes the whole answer invalid. */
const decimal = v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/))

/** The rows of a list. A node may write an empty list as null. */
const allOf = <T extends v.GenericSchema>(row: T) => v.nullish(v.array(row), [])
const metadata = v.object({ total_count: count })

export const nothing = v.unknown()
export const config = v.object({ node_address: address })
export const assets = v.object({ assets: allOf(v.object({ symbol: v.string(), decimals: count })) })

const session = v.object({
  app_session_id: hash,
  status: v.string(),
  app_definition: v.object({
    application_id: v.string(),
    participants: v.array(v.object({ wallet_address: address, signature_weight: count })),
    quorum: count,
  }),
  session_data: v.nullish(v.string(), null),
  version: whole,
  allocations: allOf(v.object({ participant: address, asset: v.string(), amount: decimal })),
})
export type SessionRow = v.InferOutput<typeof session>
/** An unreadable row becomes null, so that the others can still be used. */
export const sessions = v.object({ app_sessions: allOf(v.fallback(v.nullable(session), null)), metadata })

export const balances = v.object({ balances: allOf(v.object({ asset: v.string(), amount: decimal })) })
export const transactions = v.object({
  transactions: allOf(v.object({
    id: v.string(), asset: v.string(), tx_type: count, from_account: v.string(), to_account: v.string(), amount: decimal,
    created_at: v.string(),
  })),
  metadata,
})
const keyState = v.object({
  session_key: address, version: whole, application_ids: allOf(v.string()), app_session_ids: allOf(hash), expires_at: whole,
  user_sig: v.nullish(v.string(), ''),
})
export type KeyStateRow = v.InferOutput<typeof keyState>
export const keyStates = v.object({ states: allOf(keyState) })
