import type { EmbeddedPayment } from '../embedded/types'
import { formatDecimal } from '../formats/decimal'
import type { TransactionRow } from './ledger'

/** A committed close or withdrawal. */
export interface PaymentRow extends EmbeddedPayment {
  readonly sessionId: string
}

/** Everything that sessions have paid out. */
export class Payments {
  /** Oldest first. */
  readonly rows: PaymentRow[] = []
  readonly #bySession = new Map<string, PaymentRow[]>()

  /** What a session has paid out, oldest first. */
  of(sessionId: string): readonly PaymentRow[] {
    return this.#bySession.get(sessionId) ?? []
  }

  /** @param transactions the rows of the ledger that the close or withdrawal has added */
  add(payment: Pick<PaymentRow, 'sessionId' | 'by' | 'requestId'>, transactions: readonly TransactionRow[]): void {
    const row: PaymentRow = {
      ...payment,
      at: transactions[0]?.bookedAt ?? 0,
      rows: transactions.map(({ to, asset, amount }) => ({ participant: to, asset, amount: formatDecimal(amount) })),
    }
    this.rows.push(row)
    this.#bySession.set(row.sessionId, [...this.of(row.sessionId), row])
  }
}
