import type { Peer, PeerMessage, Peers } from './peers'

/** What a client is to others that cannot be reached. */
const ALONE: Peer = { hold: async () => {}, tell() {}, leave() {} }

/** Whether something that arrived from another client is a message of this version. */
function isMessage(value: unknown): value is PeerMessage {
  const { version, kind, key, snapshot } = Object(value) as Record<string, unknown>
  return version === 1 && typeof key === 'string' && (kind === 'ask' || (kind === 'closing' && Object(snapshot) === snapshot))
}

function attempt(work: () => void): void {
  try {
    work()
  }
  catch {
    // Without messages and locks, the journal alone keeps two clients from sending at once.
  }
}

/**
 * Connections to other clients that an app has written itself. What fails in them is left out, because safety does not depend
 * on them: a client that cannot join is alone, a lock that fails is free, and a message that cannot be sent or read is lost.
 */
export const forgivingPeers = (peers: Peers): Peers => ({
  join(hear) {
    let joined: Peer | null = null
    attempt(() => { joined = peers.join((message) => { if (isMessage(message)) hear(message) }) })
    const peer: Peer = joined ?? ALONE
    return {
      hold: async (name, signal, onLost) => {
        await Promise.resolve().then(() => peer.hold(name, signal, onLost)).catch(() => {})
      },
      tell: message => attempt(() => { peer.tell(message) }),
      leave: () => attempt(() => { peer.leave() }),
    }
  },
})
