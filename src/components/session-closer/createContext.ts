import { inject, provide, type InjectionKey } from 'vue'

/**
 * Makes a typed pair of provide and inject, so that a value reaches the parts below a component without being passed
 * through every level.
 * @param owner name of the component that provides the value, for the error message
 */
export function createContext<T extends object>(
  owner: string,
): readonly [injectContext: () => T, provideContext: (value: T) => void] {
  const key: InjectionKey<T> = Symbol(`vue-nitrolite ${owner}`)

  function injectContext(): T {
    const value = inject(key, null)
    if (!value) throw new Error(`This component must be used inside ${owner}.`)
    return value
  }

  return [injectContext, value => provide(key, value)]
}
