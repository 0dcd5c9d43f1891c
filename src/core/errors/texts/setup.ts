import type { ErrorText } from '../errorText'

/** The app is not set up as the library needs it. These are read by developers. */
export const SETUP_ERRORS = {
  PINIA_MISSING: {
    remedy: 'changeApp',
    what: 'This app has no Pinia.',
    why: 'vue-nitrolite keeps the connection and the sessions in a Pinia store.',
    fix: 'Call app.use(createPinia()) before app.use(createNitrolite(...)).',
  },
  PLUGIN_MISSING: {
    remedy: 'changeApp',
    what: 'vue-nitrolite is not installed in this app.',
    why: '[The page is rendered on a server ({server}), where the plugin must also be installed|A composable or component was used without the plugin].',
    fix: 'Call app.use(createNitrolite(...)), also on a server. In Nuxt, add the module vue-nitrolite/nuxt, or remove .client from the name of the plugin file.',
  },
  PLUGIN_TWICE: {
    remedy: 'changeApp',
    what: 'vue-nitrolite is installed twice.',
    why: 'This app already has the plugin, or this plugin or this Pinia already serves another app. Two connections in one store would be mixed up.',
    fix: 'Give each app its own Pinia and its own createNitrolite(...).',
  },
  NO_INJECTION_CONTEXT: {
    remedy: 'changeApp',
    what: 'A composable of vue-nitrolite was called outside of a component.',
    why: 'It finds the plugin by injection, which works only in setup() and in app.runWithContext().',
    fix: 'Call it there, or pass the plugin to it.',
  },
  OPTIONS_INVALID: {
    remedy: 'changeApp',
    what: '[The option {option}|An option] cannot be used.',
    why: '[{reason}|The node says: {node}|Its value is not valid].',
    fix: 'Correct the option and try again. No funds were moved.',
  },
  WEBSOCKET_MISSING: {
    remedy: 'changeApp',
    what: 'There is no WebSocket in this environment.',
    why: 'The runtime does not provide one, and the option WebSocket is not set.',
    fix: 'Pass a WebSocket class as the option WebSocket, for example the one of the package ws.',
  },
  NATIVE_SIGNER_UNUSABLE: {
    remedy: 'changeApp',
    what: 'The native signer cannot be used.',
    why: '[{reason}|The package secp256k1 is not installed].',
    fix: 'Run npm install secp256k1@5, or leave out the option signatures: everything works without it, but needs more processor time.',
  },
  CLIENT_DISPOSED: {
    remedy: 'changeApp',
    what: 'This client was disposed and can no longer be used.',
    why: 'Its app was unmounted, or dispose() was called.',
    fix: 'Create a new client. It continues the closings that its journal holds.',
  },
  LISTENER_FAILED: {
    remedy: 'changeApp',
    what: '[A listener of the event {event}|An event listener] threw an error.',
    why: '[{reason}|The error has no message].',
    fix: 'Correct the listener. The connection, the closings and the other listeners are not affected.',
  },
} as const satisfies Record<string, ErrorText>
