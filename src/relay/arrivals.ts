import type { RelayLimits } from './limits'
import type { MetricsBook } from './metrics'
import { isIPv4, isIPv6 } from 'node:net'

/** What a client says when it opens a socket. */
export interface Arrival {
  /** The `Origin` header. Browsers always send it, and other programs do not. */
  readonly origin: string | undefined
  /** IP address of the client. */
  readonly address: string
}

export interface ArrivalsParts {
  readonly origins: readonly string[]
  readonly limits: RelayLimits
  readonly metrics: MetricsBook
}

/** Decides which sockets may open, and counts those that are open. */
export class Arrivals {
  readonly #parts: ArrivalsParts
  readonly #socketsOf = new Map<string, number>()

  constructor(parts: ArrivalsParts) {
    this.#parts = parts
  }

  /**
   * Counts a socket as open.
   * @returns the HTTP status to refuse it with, or a function to call when the socket is gone
   */
  admit({ origin, address }: Arrival): 403 | 503 | (() => void) {
    const { origins, limits, metrics } = this.#parts
    // A page of another site could use the address and the time of its visitors. Programs are not visitors of a page.
    if (origin !== undefined && !origins.includes(origin) && !origins.includes('*')) {
      metrics.add('socketsRefusedForOrigin')
      return 403
    }
    const network = networkOf(address)
    const open = this.#socketsOf.get(network) ?? 0
    if (open >= limits.socketsPerNetwork || metrics.numbers.sockets >= limits.sockets) {
      metrics.add('socketsRefusedForLimit')
      return 503
    }
    this.#socketsOf.set(network, open + 1)
    metrics.add('sockets')
    metrics.add('socketsOpened')
    let isOpen = true
    return () => {
      if (!isOpen) return
      isOpen = false
      metrics.add('sockets', -1)
      const rest = (this.#socketsOf.get(network) ?? 1) - 1
      if (rest === 0) this.#socketsOf.delete(network)
      else this.#socketsOf.set(network, rest)
    }
  }
}

/** Groups of an IPv6 address that name its network of 64 bits. The owner of a network can use all of its addresses. */
const NETWORK_GROUPS = 4
const ALL_GROUPS = 8

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/**
 * Whose sockets count together: an IPv4 address, or the network of an IPv6 address.
 * @param address as Node gives it for a socket. Anything else counts as one network of its own
 */
export function networkOf(address: string): string {
  const ipv4 = MAPPED_IPV4.exec(address)?.[1] ?? address
  if (isIPv4(ipv4) || !isIPv6(address)) return ipv4
  const [left = '', right] = address.toLowerCase().replace(/%.*$/, '').split('::')
  const before = left.split(':').filter(group => group !== '')
  const after = (right ?? '').split(':').filter(group => group !== '')
  const zeros = Array.from({ length: ALL_GROUPS - before.length - after.length }, () => '0')
  const groups = right === undefined ? before : [...before, ...zeros, ...after]
  return groups.slice(0, NETWORK_GROUPS).map(group => parseInt(group, 16).toString(16)).join(':')
}
