/** Runs tasks of the same name one after the other, and tasks of different names side by side. */
export interface Turns {
  run<T>(name: string, task: () => Promise<T>): Promise<T>
}

export function turns(): Turns {
  const lastTasks = new Map<string, Promise<unknown>>()
  return {
    run(name, task) {
      const before = lastTasks.get(name) ?? Promise.resolve()
      const current = before.then(task, task)
      const forget = (): void => {
        if (lastTasks.get(name) === current) lastTasks.delete(name)
      }
      lastTasks.set(name, current)
      current.then(forget, forget)
      return current
    },
  }
}
