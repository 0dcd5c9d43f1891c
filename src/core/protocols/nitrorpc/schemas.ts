import * as v from 'valibot'

/** Fields that an older or newer node leaves out read as empty; what else it adds is passed over. */
const text = v.fallback(v.string(), '')
const number = v.fallback(v.number(), 0)
const texts = v.fallback(v.array(v.string()), [])
const numbers = v.fallback(v.array(v.number()), [])

const wholeUpTo = (most: number) => v.custom<number>(value => Number.isInteger(value) && value as number >= 0 && value as number <= most)

/** Rows of a list; a row that cannot be read does not cost the others. */
const rowsOf = <T extends v.GenericSchema>(row: T) => v.pipe(
  v.nullish(v.array(v.unknown()), []),
  v.transform(rows => rows.flatMap((each): v.InferOutput<T>[] => {
    const read = v.safeParse(row, each)
    return read.success ? [read.output] : []
  })),
)

/** Unsigned 64 bits on the node; what is beyond exact integers is no id of ours. */
const id = wholeUpTo(2 ** 64)
/** Unix milliseconds. */
const stamp = wholeUpTo(Number.MAX_SAFE_INTEGER)

/** `res` of a frame: `[id, method, params, ts]`. */
export const response = v.looseTuple([id, v.string(), v.unknown(), stamp])
/** `err` of a legacy frame: `[id, code, text, ts]`. */
export const legacyError = v.looseTuple([id, v.unknown(), v.string(), stamp])

/** An 8-bit integer on the node. */
const decimals = wholeUpTo(255)

export const nothing = v.unknown()
export const config = v.object({ broker_address: v.string() })
export const assets = v.object({ assets: rowsOf(v.object({ symbol: v.string(), decimals })) })
export const challenge = v.object({ challenge_message: v.string() })
export const verified = v.object({
  address: v.string(), session_key: text, jwt_token: text, success: v.boolean(),
})

const session = v.object({
  app_session_id: v.string(),
  application: text,
  status: text,
  participants: texts,
  session_data: v.fallback(v.nullish(v.string(), null), null),
  protocol: text,
  weights: numbers,
  quorum: number,
  version: number,
  created_at: text,
  updated_at: text,
})
export const sessions = v.object({ app_sessions: rowsOf(session) })
export type SessionRow = v.InferOutput<typeof session>

export const definition = v.object({ participants: v.array(v.string()), weights: numbers, quorum: number })

/** Decimal text; sums need every row, so one that cannot be read spoils the answer. */
const decimal = v.custom<string>(value => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
const rowId = wholeUpTo(Number.MAX_SAFE_INTEGER)
export const entries = v.object({
  ledger_entries: v.nullish(v.array(v.object({
    id: rowId, asset: v.string(), credit: decimal, debit: decimal,
  })), []),
})
export const transactions = v.object({
  ledger_transactions: v.nullish(v.array(v.object({
    id: rowId, to_account: v.string(), asset: v.string(), amount: decimal, created_at: text,
  })), []),
})

const balance = v.object({ asset: v.string(), amount: decimal })
export const balances = v.object({ ledger_balances: rowsOf(balance) })
export const balanceUpdate = v.object({ balance_updates: rowsOf(balance) })
export const sessionUpdate = v.object({ app_session: v.object({ app_session_id: v.string() }) })
export const closed = v.object({ app_session_id: v.string(), status: v.string() })
