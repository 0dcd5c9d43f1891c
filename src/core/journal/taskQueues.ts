/** Queues by name: tasks of the same name run one after the other, and tasks of different names side by side. */
export interface TaskQueues {
  run<T>(name: string, task: () => Promise<T>): Promise<T>
}

export function createTaskQueues(): TaskQueues {
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
