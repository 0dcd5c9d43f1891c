import type { Timers } from '../core/connection/types'
import { createTokenBucket, type TokenBucket } from '../core/cosigning/relay/tokenBucket'
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
  readonly timers: Pick<Timers, 'elapsed'>
}

/** What all sockets of a network may cost together. A client that connects again gets no new share. */
export interface NetworkShare {
  /** Challenges: each of them lets the client have one signature checked. */
  readonly entries: TokenBucket
  /** Bytes of messages and of lists of who is there, once for each seat that they go to. */
  readonly deliveries: TokenBucket
}

/** Networks that are remembered at most, for each socket that the relay may have. */
const NETWORKS_PER_SOCKET = 2

/** A socket that may open. */
export interface Admitted {
  readonly share: NetworkShare
  /** The socket is gone. */
  leave(): void
}

interface Network {
  readonly share: NetworkShare
  sockets: number
}

/** Decides which sockets may open, and counts those that are open. */
export class Arrivals {
  readonly #parts: ArrivalsParts
  readonly #networks = new Map<string, Network>()

  constructor(parts: ArrivalsParts) {
    this.#parts = parts
  }

  /**
   * Counts a socket as open.
   * @returns the HTTP status to refuse it with if it may not open
   */
  admit({ origin, address }: Arrival): 403 | 503 | Admitted {
    const { origins, limits, metrics } = this.#parts
    // A page of another site could use the address and the time of its visitors. Programs are not visitors of a page.
    if (origin !== undefined && !origins.includes(origin) && !origins.includes('*')) {
      metrics.add('socketsRefusedForOrigin')
      return 403
    }
    const name = networkOf(address)
    const network = this.#networks.get(name) ?? this.#newNetwork()
    if (network.sockets >= limits.socketsPerNetwork || metrics.numbers.sockets >= limits.sockets) {
      metrics.add('socketsRefusedForLimit')
      return 503
    }
    this.#networks.set(name, network)
    network.sockets += 1
    metrics.add('sockets')
    metrics.add('socketsOpened')
    let isOpen = true
    return {
      share: network.share,
      leave: () => {
        if (!isOpen) return
        isOpen = false
        metrics.add('sockets', -1)
        network.sockets -= 1
      },
    }
  }

  #newNetwork(): Network {
    const { limits: { entriesPerSecond, entryBurst, deliveredBytesPerSecond, deliveryBurst, sockets }, timers } = this.#parts
    // Many networks come and go within a short time: only an attacker has so many of them.
    if (this.#networks.size >= NETWORKS_PER_SOCKET * sockets) this.#forgetOldest()
    const share = {
      entries: createTokenBucket(entriesPerSecond, entryBurst, timers.elapsed),
      deliveries: createTokenBucket(deliveredBytesPerSecond, deliveryBurst, timers.elapsed),
    }
    return { share, sockets: 0 }
  }

  /** Forgets the network without a socket that came first. */
  #forgetOldest(): void {
    for (const [name, { sockets }] of this.#networks) if (sockets === 0) return void this.#networks.delete(name)
  }

  /** How many networks are remembered. */
  get networks(): number {
    return this.#networks.size
  }

  /** Forgets the networks without a socket whose share is whole again. */
  removeUnused(): void {
    const { entryBurst, deliveryBurst } = this.#parts.limits
    for (const [name, { sockets, share: { entries, deliveries } }] of this.#networks) {
      if (sockets === 0 && entries.waitFor(entryBurst) === 0 && deliveries.waitFor(deliveryBurst) === 0) this.#networks.delete(name)
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
