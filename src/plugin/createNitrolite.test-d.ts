import type { App } from 'vue'
import { expectTypeOf, test } from 'vitest'
import type { NitroliteClient } from '../core/client/types'
import type { NitrolitePlugin } from './context'
import { createNitrolite } from './createNitrolite'

declare const app: App
declare const client: NitroliteClient

test('createNitrolite takes either the options of a client or a client', () => {
  expectTypeOf(createNitrolite({ url: 'wss://node.example/ws', application: 'a' })).toEqualTypeOf<NitrolitePlugin>()
  expectTypeOf(createNitrolite({ client, autoConnect: true, storage: false })).toEqualTypeOf<NitrolitePlugin>()
  // @ts-expect-error the application is missing
  createNitrolite({ url: 'wss://node.example/ws' })
  // @ts-expect-error a client has its address already
  createNitrolite({ client, url: 'wss://node.example/ws' })
  // @ts-expect-error no such option
  createNitrolite({ url: 'wss://node.example/ws', application: 'a', autoconnect: true })
  createNitrolite({
    url: 'wss://node.example/ws',
    application: 'a',
    // @ts-expect-error milliseconds are a number
    timeouts: { request: '15s' },
  })
})

test('an app can use the plugin, which shows its client and no internals', () => {
  expectTypeOf(app.use(createNitrolite({ client }))).toEqualTypeOf<App>()
  expectTypeOf<NitrolitePlugin['client']>().toEqualTypeOf<NitroliteClient | null>()
  expectTypeOf<keyof NitrolitePlugin>().toEqualTypeOf<'install' | 'client'>()
  // @ts-expect-error the client cannot be replaced
  createNitrolite({ client }).client = client
})
