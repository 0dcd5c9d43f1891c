import type { GoValue } from '../network/goJson'
import type { NodeConnection } from './connection'

/** The connections of the node, and who is logged in on them. */
export class ConnectionHub {
  readonly #frame: (method: string, params: GoValue) => string
  readonly #connections = new Set<NodeConnection>()

  /** @param frame makes a signed push */
  constructor(frame: (method: string, params: GoValue) => string) {
    this.#frame = frame
  }

  add(connection: NodeConnection): void {
    this.#connections.add(connection)
  }

  remove(connection: NodeConnection): void {
    this.#connections.delete(connection)
  }

  /** A push to one connection. */
  notify(connection: NodeConnection, method: string, params: GoValue): void {
    connection.send(this.#frame(method, params))
  }

  /** The same bytes to every connection of a wallet. Wallets are compared as text. */
  publish(wallet: string, method: string, params: GoValue): void {
    // Nobody logs in without a name, but a session may list one.
    if (wallet === '') return
    const frame = this.#frame(method, params)
    for (const connection of this.#connections) if (connection.wallet === wallet) connection.send(frame)
  }

  closeAll(code: number): void {
    for (const connection of [...this.#connections]) connection.close(code)
  }
}
