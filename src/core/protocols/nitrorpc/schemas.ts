import * as v from 'valibot'

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number' && !Number.isNaN(value)
const isWhole = (value: unknown, most: number): boolean => Number.isInteger(value) && value as number >= 0 && value as number <= most

/** An unsigned 64-bit integer on the node. A number that JavaScript cannot hold exactly is never an id of this client. */
const isId = (value: unknown): boolean => isWhole(value, 2 ** 64)
/** Unix milliseconds. */
const isStamp = (value: unknown): boolean => isWhole(value, Number.MAX_SAFE_INTEGER)

const string = v.custom<string>(isText, 'A text is missing.')

/** Fields that an older or newer node leaves out are read as empty, and fields that it adds are ignored. */
const text = v.fallback(string, '')
const number = v.fallback(v.custom<number>(isNumber), 0)
const texts = v.fallback(v.array(string), [])
const numbers = v.fallback(v.array(v.custom<number>(isNumber)), [])

/** The rows of a list. A node writes an empty list as null. */
const allOf = <T extends v.GenericSchema>(row: T) => v.nullish(v.array(row), [])
/** The rows of a list. An unreadable row becomes null, so that the others can still be used. */
const rowsOf = <T extends v.GenericSchema>(row: T) => allOf(v.fallback(v.nullish(row, null), null))
/** Leaves out the unreadable rows of `rowsOf`. */
export const readable = <T>(rows: readonly (T | null)[]): T[] => rows.filter(row => row !== null)

/** The member `res` of a frame: `[id, method, params, ts]`. */
export const response = v.custom<[number, string, unknown, number]>(value =>
  Array.isArray(value) && isId(value[0]) && isText(value[1]) && isStamp(value[3]))
/** The member `err` of a legacy frame: `[id, code, text, ts]`. */
export const legacyError = v.custom<[number, unknown, string, number]>(value =>
  Array.isArray(value) && isId(value[0]) && isText(value[2]) && isStamp(value[3]))

/** An 8-bit integer on the node. */
const decimals = v.custom<number>(value => isWhole(value, 255))

export const nothing = v.custom<unknown>(() => true)
export const config = v.object({ broker_address: string })
export const assets = v.object({ assets: rowsOf(v.object({ symbol: string, decimals })) })
export const challenge = v.object({ challenge_message: string })
export const verified = v.object({
  address: string, session_key: text, jwt_token: text, success: v.custom<boolean>(value => typeof value === 'boolean'),
})

const session = v.object({
  app_session_id: string,
  application: text,
  status: text,
  participants: texts,
  session_data: v.fallback(v.custom<string | null>(isText), null),
  protocol: text,
  weights: numbers,
  quorum: number,
  version: number,
  created_at: text,
  updated_at: text,
})
export const sessions = v.object({ app_sessions: rowsOf(session) })
export type SessionRow = v.InferOutput<typeof session>

export const definition = v.object({ participants: v.array(string), weights: numbers, quorum: number })

/** An amount as decimal text. Sums need every row, so one unreadable amount makes the whole answer invalid. */
const decimal = v.custom<string>(value => isText(value) && /^-?\d+(\.\d+)?$/.test(value))
const rowId = v.custom<number>(isStamp)
export const entries = v.object({
  ledger_entries: allOf(v.object({ id: rowId, participant: string, asset: string, credit: decimal, debit: decimal })),
})
export const transactions = v.object({
  ledger_transactions: allOf(v.object({
    id: rowId, tx_type: text, from_account: text, to_account: string, asset: string, amount: decimal, created_at: text,
  })),
})

const balance = v.object({ asset: string, amount: decimal })
export const balances = v.object({ ledger_balances: rowsOf(balance) })
export const balanceUpdate = v.object({ balance_updates: rowsOf(balance) })
export const sessionUpdate = v.object({ app_session: v.object({ app_session_id: string }) })
/** Calls that the node remembers. `response` is its answer: the JSON text of `[id, method, params, ts]`. */
export const history = v.object({
  rpc_entries: rowsOf(v.object({ method: text, timestamp: number, req_sig: texts, response: text })),
})
/** Session keys of the wallet that is logged in. */
export const sessionKeys = v.object({ session_keys: rowsOf(v.object({ session_key: string })) })
export const closed = v.object({ app_session_id: string, status: string })
