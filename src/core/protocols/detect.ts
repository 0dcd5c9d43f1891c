import type { ResolvedOptions } from '../client/resolveOptions'
import { shownUrl } from '../connection/shownUrl'
import type { Connection } from '../connection/types'
import { codeOf, NitroliteError } from '../errors/errors'
import { loadPart } from '../errors/loadPart'
import { createNitroRpc } from './nitrorpc'
import type { EndedSessionKey, Protocol } from './protocol'
import { createProtocolMemory, type ProtocolName } from './protocolMemory'

/** The protocols that were detected. Shared by all clients of the page. */
const detected = createProtocolMemory()

/** The protocols that a client can speak, and which of them its node speaks. */
export interface Protocols {
  /**
   * The protocol to assume until the node has answered: the one that it spoke last, if the code for it is loaded, and otherwise
   * the one of ClearNode 0.5.
   */
  readonly assumed: Protocol
  /**
   * Finds out which protocol the node speaks. Sends it a ping of the expected protocol; a node of the other kind answers that it
   * cannot read that. A socket that the app shares is not asked, and is assumed to speak the expected protocol.
   * @param onChoice called with a protocol before the first frame in it is sent. Called again if it turns out to be the wrong one
   * @throws `PAGE_OUTDATED` if the code for a protocol cannot be loaded, `PROTOCOL_UNSUPPORTED` if the option `protocol` names one
   * protocol and the node speaks the other, and what `Protocol.ping` throws
   */
  detect(connection: Connection, onChoice: (protocol: Protocol) => void): Promise<Protocol>
  /**
   * Returns the protocol that a record names. Null if the name is unknown.
   * @throws `PAGE_OUTDATED` if the code for it cannot be loaded
   */
  byName(name: string): Promise<Protocol | null>
}

/**
 * Pings whatever answers at the URL. A server that is not a node may send something all the same, which says more about it than
 * that the ping was not answered.
 * @throws what `Protocol.ping` throws; `FRAME_INVALID` or `FRAME_TOO_LARGE` if the server has only sent what cannot be read
 */
async function pingUnknown(protocol: Protocol, connection: Connection, deadline: number): Promise<void> {
  let unreadable: NitroliteError | null = null
  const stop = connection.on('unmatched', ({ error }) => { unreadable ??= error })
  try {
    await protocol.ping(connection, deadline)
  }
  catch (thrown) {
    throw codeOf(thrown) === 'REQUEST_TIMEOUT' && unreadable ? unreadable : thrown
  }
  finally {
    stop()
  }
}

/** @param onKeyEnded called when a session key was ended to make room for another one */
export function createProtocols(options: ResolvedOptions, onKeyEnded?: (ended: EndedSessionKey) => void): Protocols {
  const { protocol: wanted = 'auto', keep: { protocols: kept } } = options
  const url = shownUrl(options.url)
  const nitroRpc = createNitroRpc(options)
  let nitronode: Protocol | undefined

  const expectation = (): ProtocolName => wanted === 'auto' ? detected.read(url) ?? kept?.read(url) ?? 'nitrorpc' : wanted

  const remember = (name: ProtocolName): void => {
    detected.write(url, name)
    kept?.write(url, name)
  }

  /** Nitronode is loaded when a node of this kind is met first. Most pages never need it. */
  const load = async (name: ProtocolName): Promise<Protocol> => {
    if (name === 'nitrorpc') return nitroRpc
    const { createNitronode } = await loadPart(() => import('./nitronode'))
    return nitronode ??= createNitronode({ ...options, ...(onKeyEnded && { onKeyEnded }) })
  }

  return {
    get assumed() { return expectation() === 'nitronode' && nitronode ? nitronode : nitroRpc },
    async detect(connection, onChoice) {
      const choose = async (name: ProtocolName): Promise<Protocol> => {
        const protocol = await load(name)
        onChoice(protocol)
        return protocol
      }
      const expected = expectation()
      const protocol = await choose(expected)
      if (options.socket) return protocol
      try {
        await pingUnknown(protocol, connection, options.timeouts.request)
        remember(expected)
        return protocol
      }
      catch (thrown) {
        if (!(thrown instanceof NitroliteError) || thrown.code !== 'NODE_FORMAT') throw thrown
        if (wanted !== 'auto') throw new NitroliteError('PROTOCOL_UNSUPPORTED', thrown.info.data)
        const other = expected === 'nitrorpc' ? 'nitronode' : 'nitrorpc'
        remember(other)
        return choose(other)
      }
    },
    async byName(name) {
      if (name === nitroRpc.name) return nitroRpc
      return name === 'nitronode/1' ? load('nitronode') : null
    },
  }
}
