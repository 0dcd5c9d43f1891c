import type { GoValue } from '../formats/goJson'

/** A connection that can receive pushes. */
interface PushReceiver {
  /** The wallet that is logged in on the connection; empty if none is. */
  readonly wallet: string
  send(text: string): void
  close(code: number): void
}

/** The open connections of a node, to send pushes to. */
export class OpenConnections {
  readonly #encodePush: (method: string, params: GoValue) => string
  readonly #connections = new Set<PushReceiver>()

  /** @param encodePush makes the signed frame of a push */
  constructor(encodePush: (method: string, params: GoValue) => string) {
    this.#encodePush = encodePush
  }

  add(connection: PushReceiver): void {
    this.#connections.add(connection)
  }

  remove(connection: PushReceiver): void {
    this.#connections.delete(connection)
  }

  /** Pushes to one connection. */
  pushTo(connection: PushReceiver, method: string, params: GoValue): void {
    connection.send(this.#encodePush(method, params))
  }

  /** Pushes the same bytes to every connection of a wallet. Wallets are compared as text. */
  pushToWallet(wallet: string, method: string, params: GoValue): void {
    // A session may list an empty participant, and connections without a login have an empty wallet.
    if (wallet === '') return
    const frame = this.#encodePush(method, params)
    for (const connection of this.#connections) if (connection.wallet === wallet) connection.send(frame)
  }

  closeAll(code: number): void {
    for (const connection of [...this.#connections]) connection.close(code)
  }
}
