import type { ConnectionHandlers, EmbeddedConnection } from '../network/types'
import { FaultLine, type LineParts } from './line'

/** The connections of a node that are there now, numbered since it was made. */
export class FaultLines {
  readonly #parts: Omit<LineParts, 'open' | 'onEnd'>
  readonly #lines = new Map<number, FaultLine>()
  #count = 0

  constructor(parts: Omit<LineParts, 'open' | 'onEnd'>) {
    this.#parts = parts
  }

  /** @param open makes the node's end, which may push before it returns */
  connect(handlers: ConnectionHandlers, open: (number: number, ends: ConnectionHandlers) => EmbeddedConnection): EmbeddedConnection {
    const number = ++this.#count
    const line = new FaultLine(number, handlers, {
      ...this.#parts,
      open: ends => open(number, ends),
      onEnd: () => { this.#lines.delete(number) },
    })
    this.#lines.set(number, line)
    line.open()
    return line
  }

  /**
   * @param connection null cuts all
   * @returns whether there was something to cut
   */
  cut(connection: number | null): boolean {
    const lines = connection === null ? [...this.#lines.values()] : [this.#lines.get(connection)]
    return lines.map(line => line?.cut() ?? false).includes(true)
  }
}
