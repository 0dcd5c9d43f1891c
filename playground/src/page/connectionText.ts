import type { ConnectionStatus } from 'vue-nitrolite'

/** The status of the connection in words. */
export const CONNECTION_TEXT: Readonly<Record<ConnectionStatus, string>> = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  open: 'Connected, not logged in',
  authenticating: 'Logging in…',
  ready: 'Connected',
  reconnecting: 'Connection lost. Reconnecting…',
  closed: 'Disconnected',
}
