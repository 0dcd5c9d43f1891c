import { onScopeDispose } from 'vue'

/** Repeats a task from `start()` until `stop()` or the end of the scope. Another `start()` begins the interval anew. */
export function useInterval(task: () => void, milliseconds: number): { start: () => void, stop: () => void } {
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = (): void => { clearInterval(timer) }
  onScopeDispose(stop, true)
  return {
    start() {
      stop()
      timer = setInterval(task, milliseconds)
    },
    stop,
  }
}
