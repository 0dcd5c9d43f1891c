import type { App } from 'vue'
import { expectTypeOf, test } from 'vitest'
import { createBrowserPersistence } from '../browser'
import { createMemoryJournal, createNitroliteClient, type Journal, type KeepOptions, type NitroliteClientOptions } from '../core'
import type { NitroliteClient } from '../core/client/types'
import type { ModuleOptions, NitroliteHookOptions } from '../nuxt/options'
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

test('createNitrolite takes keep, with parts, with settings of the browser’s database, or as false', () => {
  const node = { url: 'wss://node.example/ws', application: 'a' } as const
  createNitrolite({ ...node, keep: false })
  createNitrolite({ ...node, keep: createBrowserPersistence({ allowMemory: false }) })
  createNitrolite({ ...node, keep: { ...createBrowserPersistence(), closings: createMemoryJournal(), activeSession: sessionStorage } })
  createNitrolite({ ...node, keep: { name: 'my-app', allowMemory: false, logins: false } })
  createNitrolite({ client, keep: { activeSession: sessionStorage } })
  createNitrolite({ client, keep: false })
  // @ts-expect-error a part has a new name inside of keep
  createNitrolite({ ...node, keep: { journal: createMemoryJournal() } })
  // @ts-expect-error keep is false or an object
  createNitrolite({ ...node, keep: true })
  // @ts-expect-error a client has its own closings already
  createNitrolite({ client, keep: { closings: createMemoryJournal() } })
})

test('a client takes keep, with parts or as false', () => {
  expectTypeOf<NonNullable<NitroliteClientOptions['keep']>>().toEqualTypeOf<KeepOptions | false>()
  expectTypeOf(createBrowserPersistence()).toExtend<KeepOptions>()
  // @ts-expect-error only the plugin remembers an active session
  createNitroliteClient({ url: 'wss://node.example/ws', application: 'a', keep: { activeSession: sessionStorage } })
})

test('the Nuxt module takes the parts of keep that survive JSON', () => {
  expectTypeOf<{ name: string, allowMemory: false, logins: false, activeSession: false }>().toExtend<ModuleOptions['keep']>()
  expectTypeOf<false>().toExtend<ModuleOptions['keep']>()
  expectTypeOf<{ closings: Journal }>().not.toExtend<ModuleOptions['keep']>()
  expectTypeOf<ModuleOptions>().toExtend<NitroliteHookOptions & { autoImports?: boolean, css?: boolean }>()
})

test('an app can use the plugin, which shows its client and no internals', () => {
  expectTypeOf(app.use(createNitrolite({ client }))).toEqualTypeOf<App>()
  expectTypeOf<NitrolitePlugin['client']>().toEqualTypeOf<NitroliteClient | null>()
  expectTypeOf<keyof NitrolitePlugin>().toEqualTypeOf<'install' | 'client'>()
  // @ts-expect-error the client cannot be replaced
  createNitrolite({ client }).client = client
})
