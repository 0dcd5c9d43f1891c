import { createPinia } from 'pinia'
import { createApp, h, type App } from 'vue'
import { onTestFinished } from 'vitest'
import type { NitrolitePlugin } from '../../src/plugin/context'
import { createNitrolite } from '../../src/plugin/createNitrolite'
import { useNitroliteStore, type NitroliteStore } from '../../src/plugin/store'
import type { NitroliteStorage } from '../../src/plugin/activeSession'
import { createFakeClient, type FakeClient } from './fakeClient'

/** A storage in memory whose entries the test can read. */
export function createMemoryStorage(): NitroliteStorage & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    getItem: key => entries.get(key) ?? null,
    setItem: (key, value) => { entries.set(key, value) },
    removeItem: key => { entries.delete(key) },
  }
}

interface MountedSetup<T> {
  readonly result: T
  readonly app: App
  readonly store: NitroliteStore
  unmount(): void
}

/** Result of `withSetup`. */
export interface SetupResult<T> extends MountedSetup<T> {
  readonly client: FakeClient
  readonly plugin: NitrolitePlugin
}

/** Runs composables in the setup of a mounted app with this plugin. The app is unmounted when the test ends. */
export function mountSetup<T extends object>(setup: () => T, plugin: NitrolitePlugin): MountedSetup<T> {
  const results: T[] = []
  const app = createApp({
    setup() {
      results.push(setup())
      return () => h('div')
    },
  })
  app.use(createPinia()).use(plugin)
  app.mount(document.createElement('div'))
  let isMounted = true
  const unmount = (): void => {
    if (isMounted) app.unmount()
    isMounted = false
  }
  onTestFinished(unmount)
  const [result] = results
  if (!result) throw new Error('The setup did not run.')
  return { result, app, store: useNitroliteStore(app.config.globalProperties.$pinia), unmount }
}

/** Runs composables in the setup of a mounted app whose plugin has a client without a node. */
export function withSetup<T extends object>(
  setup: () => T,
  { client = createFakeClient(), storage = false }: { client?: FakeClient, storage?: NitroliteStorage | false } = {},
): SetupResult<T> {
  const plugin = createNitrolite({ client, storage })
  return { ...mountSetup(setup, plugin), client, plugin }
}

/** Lets callbacks of settled promises run. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** A promise that the test settles. */
export function createDeferred<T>(): { promise: Promise<T>, resolve(value: T): void, reject(reason: unknown): void } {
  let resolve: (value: T) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}
