import type { ConnectionHandlers, EmbeddedConnection } from '../embedded/types'
import { FaultyConnection, type FaultyConnectionParts } from './faultyConnection'

/** The open connections of a node. They are numbered from 1 and numbers are never used again. */
export class FaultyConnections {
  readonly #parts: Omit<FaultyConnectionParts, 'open' | 'onEnd'>
  readonly #open = new Map<number, FaultyConnection>()
  #lastNumber = 0
  /** While connections flap: how long each of them lasts. */
  #flapping: { readonly uptime: number } | null = null

  constructor(parts: Omit<FaultyConnectionParts, 'open' | 'onEnd'>) {
    this.#parts = parts
  }

  /** @param openNodeEnd connects to the node, which may push before this returns */
  connect(
    handlers: ConnectionHandlers, openNodeEnd: (number: number, handlers: ConnectionHandlers) => EmbeddedConnection,
  ): EmbeddedConnection {
    const number = ++this.#lastNumber
    const connection = new FaultyConnection(number, handlers, {
      ...this.#parts,
      open: nodeHandlers => openNodeEnd(number, nodeHandlers),
      onEnd: () => { this.#open.delete(number) },
    })
    this.#open.set(number, connection)
    connection.open()
    if (this.#flapping) this.#parts.setTimer(() => { connection.cut() }, this.#flapping.uptime)
    return connection
  }

  /**
   * @param number null cuts all connections
   * @returns whether a connection was cut
   */
  cut(number: number | null): boolean {
    const connections = number === null ? [...this.#open.values()] : [this.#open.get(number)]
    return connections.map(connection => connection?.cut() ?? false).includes(true)
  }

  /**
   * @param number null freezes all connections
   * @param ms milliseconds; null means forever
   * @returns whether a connection was frozen
   */
  freeze(number: number | null, ms: number | null): boolean {
    const connections = number === null ? [...this.#open.values()] : [this.#open.get(number)]
    return connections.map(connection => connection?.freeze(ms) ?? false).includes(true)
  }

  /**
   * Cuts all connections. New ones are accepted, but each of them ends soon.
   * @param ms milliseconds until connections last again
   * @param uptime milliseconds that each connection lasts until then
   */
  flap(ms: number, uptime: number): void {
    const flapping = { uptime }
    this.#flapping = flapping
    this.#parts.setTimer(() => { if (this.#flapping === flapping) this.#flapping = null }, ms)
    this.cut(null)
  }
}
