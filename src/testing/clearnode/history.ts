import type { CallFrame } from './frames'
import { goJson, sortKeys, type GoValue } from '../network/goJson'

export interface HistoryRow {
  readonly id: number
  readonly sender: string
  readonly requestId: bigint
  readonly method: string
  /** JSON with sorted keys. */
  readonly params: string
  /** As the client stamped the request. */
  readonly timestamp: bigint
  readonly signatures: readonly string[]
  /** The response array as given. */
  readonly response: string
}

const MAX_INT64 = 2n ** 63n - 1n

/** The node's memory of state-changing calls and of what it answered. */
export class History {
  readonly rows: HistoryRow[] = []

  add(sender: string, call: CallFrame, response: string): void {
    // Larger ids do not fit into the node's table; the call is handled all the same.
    if (call.id > MAX_INT64) return
    this.rows.push({
      id: this.rows.length + 1,
      sender,
      requestId: call.id,
      method: call.method,
      params: goJson(sortKeys(call.params)),
      timestamp: call.ts,
      signatures: [...call.signatures],
      response,
    })
  }

  /** Entries of a wallet, newest stamp first. */
  of(sender: string): HistoryRow[] {
    return this.rows.filter(row => row.sender === sender)
      .sort((a, b) => Number(b.timestamp - a.timestamp) || b.id - a.id)
  }
}

/** An entry as listed. The node keeps no signature of its own: `res_sig` repeats the request's. */
export function describeHistory(row: HistoryRow): GoValue {
  return {
    id: row.id,
    sender: row.sender,
    req_id: row.requestId,
    method: row.method,
    params: row.params,
    timestamp: row.timestamp,
    req_sig: row.signatures,
    response: row.response,
    res_sig: row.signatures,
  }
}
