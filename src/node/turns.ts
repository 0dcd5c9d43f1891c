/** Lets tasks of one name run one after the other, and those of different names side by side. */
export interface Turns {
  run<T>(name: string, task: () => Promise<T>): Promise<T>
  /** Resolves when everything that was begun has ended. */
  allDone(): Promise<void>
}

export function turns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return {
    run(name, task) {
      const before = last.get(name) ?? Promise.resolve()
      const mine = before.then(task, task)
      const forget = (): void => {
        if (last.get(name) === mine) last.delete(name)
      }
      last.set(name, mine)
      mine.then(forget, forget)
      return mine
    },
    async allDone() {
      await Promise.allSettled(last.values())
    },
  }
}
