import { createPinia, disposePinia, getActivePinia, setActivePinia } from 'pinia'
import { inject, type App, type InjectionKey } from 'vue'
import { NitroliteError } from '../core/errors/errors'
import { useNitroliteStore, type NitroliteStore } from '../plugin/store'

const storeKey: InjectionKey<NitroliteStore> = Symbol('vue-nitrolite store of an element')

/** Gives the app of one element a store of its own. */
export function provideElementStore(app: App): void {
  // Stores that a Vue app around the element uses outside of components must still find the Pinia of that app.
  const active = getActivePinia()
  const pinia = createPinia()
  app.provide(storeKey, useNitroliteStore(pinia))
  setActivePinia(active)
  app.onUnmount(() => { disposePinia(pinia) })
}

/** The store of the element whose component is being set up. */
export function useElementStore(): NitroliteStore {
  const store = inject(storeKey)
  if (!store) throw new NitroliteError('LIBRARY_DEFECT', { reason: 'The app of the element has no store.' })
  return store
}
