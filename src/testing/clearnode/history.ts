import type { GoValue } from '../formats/goJson'
import type { CallFrame } from './frames'

interface HistoryRow {
  readonly id: number
  readonly sender: string
  readonly requestId: bigint
  readonly method: string
  /** JSON with sorted keys. */
  readonly params: string
  /** The client's timestamp. */
  readonly timestamp: bigint
  readonly signatures: readonly string[]
  /** The response array as it was sent. */
  readonly response: string
}

const MAX_INT64 = 2n ** 63n - 1n

/** The calls that change something, with the answers of the node. */
export class History {
  readonly rows: HistoryRow[] = []

  add(sender: string, call: CallFrame, response: string): void {
    // Larger ids do not fit into the node's table. The node processes such calls, but does not keep them.
    if (call.id > MAX_INT64) return
    this.rows.push({
      id: this.rows.length + 1,
      sender,
      requestId: call.id,
      method: call.method,
      params: call.params,
      timestamp: call.ts,
      signatures: [...call.signatures],
      response,
    })
  }

  /** Entries of a wallet, the newest timestamp first. */
  of(sender: string): HistoryRow[] {
    return this.rows.filter(row => row.sender === sender)
      .sort((a, b) => Number(b.timestamp - a.timestamp) || b.id - a.id)
  }
}

/** An entry as lists show it. The node does not keep its own signature: `res_sig` repeats those of the request. */
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
