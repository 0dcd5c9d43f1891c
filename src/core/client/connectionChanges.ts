/** Lets code wait for something that a change of one of the client's connections can bring about. */
export interface ConnectionChanges {
  /** To be called after a connection or a login has changed. */
  notify(): void
  /**
   * Waits until `find` returns something. `find` is called now and after every change, but not after the client was
   * disposed: the promise then never settles.
   */
  until<T>(find: () => T | null): Promise<T>
}

export function createConnectionChanges(isDisposed: () => boolean): ConnectionChanges {
  const checks = new Set<() => void>()
  return {
    notify() {
      for (const check of [...checks]) check()
    },
    until: <T>(find: () => T | null): Promise<T> => new Promise((resolve) => {
      const check = (): void => {
        const found = isDisposed() ? null : find()
        if (found === null) return
        checks.delete(check)
        resolve(found)
      }
      checks.add(check)
      check()
    }),
  }
}
