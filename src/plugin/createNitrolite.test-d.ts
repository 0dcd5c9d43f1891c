import type { App } from 'vue'
import { expectTypeOf, test } from 'vitest'
import type { NitroliteClient } from '../core/client/types'
import { createNitrolite, type NitrolitePlugin } from './createNitrolite'

declare const app: App
declare const client: NitroliteClient

test('createNitrolite takes the options of a client, or a client', () => {
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

test('the plugin is one that an app takes', () => {
  expectTypeOf(app.use(createNitrolite({ client }))).toEqualTypeOf<App>()
  expectTypeOf<NitrolitePlugin['client']>().toEqualTypeOf<NitroliteClient | null>()
  // @ts-expect-error the client cannot be replaced
  createNitrolite({ client }).client = client
})
