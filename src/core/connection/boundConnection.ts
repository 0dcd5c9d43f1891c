import type { BoundConnection, Connection } from './types'

/**
 * A view of `connection` that sends over the socket named `socketName` only. Everything else shows the connection as
 * it is, whatever socket it has by then.
 * @param isUrgent whether the requests that are sent now overtake those of everybody else
 */
export function bindToSocket(connection: Connection, socketName: string, isUrgent: () => boolean): BoundConnection {
  return {
    boundTo: socketName,
    get status() { return connection.status },
    get socketName() { return connection.socketName },
    get criticalInFlight() { return connection.criticalInFlight },
    get isSilent() { return connection.isSilent },
    get readyAt() { return connection.readyAt },
    get presence() { return connection.presence },
    request: (encoded, options) => connection.request(encoded, { urgent: isUrgent(), ...options, socket: socketName }),
    hasAnsweredSince: connection.hasAnsweredSince,
    markAuthenticating() {
      if (connection.socketName === socketName) connection.markAuthenticating()
    },
    connect: connection.connect,
    disconnect: connection.disconnect,
    renew: connection.renew,
    newRequestId: connection.newRequestId,
    now: connection.now,
    newStamp: connection.newStamp,
    whenReady: connection.whenReady,
    on: connection.on,
  }
}

/** A view of `connection` whose requests overtake those of closings, because a person waits for them. */
export const forPerson = (connection: Connection): Connection => Object.create(connection, {
  request: { value: (encoded, options) => connection.request(encoded, { urgent: true, ...options }) } satisfies TypedPropertyDescriptor<Connection['request']>,
}) as Connection
