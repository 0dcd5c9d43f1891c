import { callListener } from '../../core/connection/callListener'
import type { NitroliteClient } from '../../core/client/types'
import type { ClientRelayOptions } from '../../core/cosigning/options'
import type { Transport } from '../../core/cosigning/transport'
import { NitroliteError } from '../../core/errors/errors'
import type { Unsubscribe } from '../../core/types'

/** How many rooms share a socket: as many as a relay lets one socket enter, unless it was set up otherwise (`roomsPerSocket`). */
const MOST_ROOMS = 32

/** A socket to a relay, and the rooms that share it. */
interface SharedRelay {
  readonly client: NitroliteClient
  readonly options: ClientRelayOptions
  readonly transport: Promise<Transport>
  /** What the app hears of errors, for each room. */
  readonly onErrors: Set<NonNullable<ClientRelayOptions['onError']>>
  rooms: number
}

/** The connections of a worker to relays. A worker may have thousands of rooms, and a relay limits the sockets from one address. */
export interface SharedRelays {
  /**
   * Opens a transport for one room, over a socket that up to 32 rooms share.
   * @throws like `NitroliteClient.relay`
   */
  open(client: NitroliteClient, options: ClientRelayOptions): Promise<Transport>
}

/** Whether the options of two rooms are the same, apart from who hears of errors. */
function canShare(one: ClientRelayOptions, other: ClientRelayOptions): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof ClientRelayOptions)[])
  return [...names].every(name => name === 'onError' || one[name] === other[name])
}

export function createSharedRelays(): SharedRelays {
  const relays = new Set<SharedRelay>()

  function connect(client: NitroliteClient, options: ClientRelayOptions): SharedRelay {
    const onErrors: SharedRelay['onErrors'] = new Set()
    const onError = (error: NitroliteError): void => {
      for (const each of [...onErrors]) callListener('onError', () => each(error), () => {})
    }
    const relay: SharedRelay = { client, options, transport: client.relay({ ...options, onError }), onErrors, rooms: 0 }
    relays.add(relay)
    return relay
  }

  function leave(relay: SharedRelay): void {
    relay.rooms -= 1
    if (relay.rooms > 0) return
    relays.delete(relay)
    relay.transport.then(transport => transport.close(), () => {})
  }

  return {
    async open(client, given) {
      // Apps without types may leave the options out. Then the client says what is missing.
      const options = Object(given) as ClientRelayOptions
      const usable = [...relays].find(each => each.client === client && each.rooms < MOST_ROOMS && canShare(each.options, options))
      const relay = usable ?? connect(client, options)
      relay.rooms += 1
      const onError = options.onError && ((error: NitroliteError): void => { options.onError?.(error) })
      if (onError) relay.onErrors.add(onError)
      const release = (): void => {
        if (onError) relay.onErrors.delete(onError)
        leave(relay)
      }
      try {
        return transportOfRoom(await relay.transport, release)
      }
      catch (thrown) {
        release()
        throw thrown
      }
    },
  }
}

/** The part of a shared transport that one room uses. @param release called once when the room closes it */
function transportOfRoom(shared: Transport, release: () => void): Transport {
  const subscriptions = new Set<Unsubscribe>()
  let isClosed = false

  const assertOpen = (): void => {
    if (isClosed) throw new NitroliteError('TRANSPORT_FAILED', { reason: 'The transport was closed.' })
  }
  const kept = (stop: Unsubscribe): Unsubscribe => {
    const end = (): void => {
      if (subscriptions.delete(end)) stop()
    }
    subscriptions.add(end)
    return end
  }

  return {
    async publish(room, message) {
      assertOpen()
      await shared.publish(room, message)
    },
    subscribe(room, listener) {
      assertOpen()
      return kept(shared.subscribe(room, listener))
    },
    presence(room, listener) {
      assertOpen()
      return kept(shared.presence?.(room, listener) ?? (() => {}))
    },
    close() {
      if (isClosed) return
      isClosed = true
      for (const end of [...subscriptions]) end()
      release()
    },
  }
}
