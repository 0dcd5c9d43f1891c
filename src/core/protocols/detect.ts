// Ahead of our own modules: it brings the libraries along.
import { createNitroRpc } from './nitrorpc'
import type { Connection } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import type { ResolvedOptions } from '../client/resolveOptions'
import type { Protocol } from './protocol'

type Name = Exclude<ResolvedOptions['protocol'], 'auto' | undefined>

/** What nodes were found to speak, by their address. */
const spoken = new Map<string, Name>()

/** The protocols that a client speaks, and which of them its node does. */
export interface Protocols {
  /** What is spoken as long as nothing is known of the node. */
  readonly usual: Protocol
  /**
   * Finds out what the node at the other end speaks, by one exchange: it is asked in the protocol that is expected, and a
   * node of another kind says that it cannot read that. A socket of the app is taken as it is.
   * @param onChoice told of the protocol before it is spoken
   * @throws `PROTOCOL_UNSUPPORTED` where the protocol is fixed and the node speaks the other one
   */
  meet(connection: Connection, onChoice: (protocol: Protocol) => void): Promise<Protocol>
  /** A protocol by the name that records have; null for one that is not known, or cannot be loaded now. */
  named(name: string): Promise<Protocol | null>
}

export function createProtocols(options: ResolvedOptions): Protocols {
  const { url, protocol: wanted = 'auto' } = options
  const nitroRpc = createNitroRpc(options)
  let nitronode: Protocol | undefined

  // Loaded when there is such a node: most pages never need it.
  const load = async (name: Name): Promise<Protocol> => {
    if (name === 'nitrorpc') return nitroRpc
    const { createNitronode } = await import('./nitronode')
    return nitronode ??= createNitronode(options)
  }

  return {
    usual: nitroRpc,
    async meet(connection, onChoice) {
      const expected = wanted === 'auto' ? spoken.get(url) ?? 'nitrorpc' : wanted
      const take = async (name = spoken.get(url) ?? expected): Promise<Protocol> => {
        const taken = await load(name)
        onChoice(taken)
        return taken
      }
      const protocol = await take(expected)
      if (options.socket) return protocol
      try {
        await protocol.ping(connection, options.timeouts.request)
        spoken.set(url, expected)
        return protocol
      }
      catch (thrown) {
        if (!(thrown instanceof NitroliteError) || thrown.code !== 'NODE_FORMAT') throw thrown
        if (wanted !== 'auto') throw new NitroliteError('PROTOCOL_UNSUPPORTED', thrown.info.data)
        spoken.set(url, expected === 'nitrorpc' ? 'nitronode' : 'nitrorpc')
        return take()
      }
    },
    named: async name => name === nitroRpc.name ? nitroRpc : name === 'nitronode/1' ? load('nitronode').catch(() => null) : null,
  }
}
