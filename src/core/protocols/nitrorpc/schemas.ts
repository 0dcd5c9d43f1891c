import * as v from 'valibot'

/** Fields that an older or newer node leaves out read as empty; what else it adds is passed over. */
const text = v.fallback(v.string(), '')
const number = v.fallback(v.number(), 0)
const texts = v.fallback(v.array(v.string()), [])
const numbers = v.fallback(v.array(v.number()), [])

/** Rows of a list; a row that cannot be read does not cost the others. */
const rowsOf = <T extends v.GenericSchema>(row: T) => v.pipe(
  v.nullish(v.array(v.unknown()), []),
  v.transform(rows => rows.flatMap((each): v.InferOutput<T>[] => {
    const read = v.safeParse(row, each)
    return read.success ? [read.output] : []
  })),
)

const id = v.pipe(v.number(), v.integer(), v.minValue(0))

/** `[id, method, params, ts]`; legacy errors are `[id, code, text, ts]`. */
export const frame = v.union([
  v.object({ res: v.looseTuple([id, v.string(), v.unknown(), v.number()]), sig: v.nullish(v.unknown()) }),
  v.object({ err: v.looseTuple([id, v.unknown(), v.string(), v.number()]), sig: v.nullish(v.unknown()) }),
])

export const nothing = v.unknown()
export const config = v.object({ broker_address: v.string() })
export const assets = v.object({ assets: rowsOf(v.object({ symbol: v.string(), decimals: v.number() })) })
export const challenge = v.object({ challenge_message: v.string() })
export const verified = v.object({
  address: v.string(), session_key: text, jwt_token: v.optional(v.string()), success: v.boolean(),
})

const session = v.object({
  app_session_id: v.string(),
  application: text,
  status: text,
  participants: texts,
  session_data: v.fallback(v.nullable(v.string()), null),
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
const decimal = v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/))
const rowId = v.pipe(v.union([v.number(), v.string()]), v.transform(String))
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
