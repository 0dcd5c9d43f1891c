import type { ConnectionStatus } from 'vue-nitrolite'

/** The state of the connection in words. */
export const CONNECTION_TEXT: Readonly<Record<ConnectionStatus, string>> = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  open: 'Connected, nobody logged in',
  authenticating: 'Logging in…',
  ready: 'Connected',
  reconnecting: 'Connection lost, trying again…',
  closed: 'Disconnected',
}
