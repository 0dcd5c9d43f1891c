import { createNitrolite, type NitrolitePlugin } from 'vue-nitrolite'

const kept: NitrolitePlugin | undefined = import.meta.hot?.data['nitrolite']

/** The plugin that the app has installed stays, also when this file is edited. */
export const nitrolite = kept ?? createNitrolite({
  url: new URLSearchParams(location.search).get('node') ?? '',
  application: 'test-app',
  signer: `0x${'a1'.repeat(32)}`,
  autoConnect: true,
})

if (import.meta.hot) {
  import.meta.hot.data['nitrolite'] = nitrolite
  import.meta.hot.accept()
}
