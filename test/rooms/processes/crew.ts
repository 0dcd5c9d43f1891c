import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { WorkerJob, WorkerMessage, WorkerSettings } from '../../helpers/roomWorker'

/** What the parent knows about one place for a worker. */
interface Place {
  child: ChildProcess | null
  isSuspended: boolean
}

/** Worker processes, each at a place with a number. */
export interface Crew {
  readonly size: number
  /** Whether the worker at a place has a process that is not suspended. */
  isRunning(place: number): boolean
  start(place: number): void
  /** Ends a process at once, as `kill -9` does. */
  kill(place: number): Promise<void>
  /** Stops a process in the middle of whatever it does. */
  suspend(place: number): void
  resume(place: number): void
  /** Gives a job to the worker at a place. It is lost if there is no process. */
  tell(place: number, job: WorkerJob): void
  /** Lets all workers shut down by themselves. @throws if one of them ends in another way */
  stop(): Promise<void>
  killAll(): Promise<void>
}

/**
 * @param program path of the built worker
 * @param onMessage called with everything that a worker says
 */
export function createCrew(program: string, settings: WorkerSettings, size: number, onMessage: (message: WorkerMessage, place: number) => void): Crew {
  const places = Array.from({ length: size }, (): Place => ({ child: null, isSuspended: false }))
  /** Processes that were told to end. */
  const expected = new WeakSet<ChildProcess>()

  const placeOf = (place: number): Place => places[place] ?? { child: null, isSuspended: false }

  function start(place: number): void {
    const child = spawn(process.execPath, [program, JSON.stringify(settings)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.on('message', (message) => { onMessage(message as WorkerMessage, place) })
    // A message to a process that was killed is lost, like every job of a queue that nobody has confirmed.
    child.on('error', () => {})
    child.on('exit', (code, signal) => {
      if (!expected.has(child)) onMessage({ kind: 'error', code: 'PROCESS_ENDED', reason: `A worker has ended with ${code ?? signal}.` }, place)
    })
    Object.assign(placeOf(place), { child, isSuspended: false })
  }

  async function end(place: number, ending: (child: ChildProcess) => void): Promise<readonly unknown[]> {
    const { child } = placeOf(place)
    if (!child) return [0]
    const exited = once(child, 'exit')
    expected.add(child)
    ending(child)
    const result = await exited
    Object.assign(placeOf(place), { child: null, isSuspended: false })
    return result
  }

  const kill = async (place: number): Promise<void> => { await end(place, (child) => { child.kill('SIGKILL') }) }

  return {
    size, start, kill,
    isRunning: place => placeOf(place).child !== null && !placeOf(place).isSuspended,
    suspend(place) {
      placeOf(place).child?.kill('SIGSTOP')
      placeOf(place).isSuspended = true
    },
    resume(place) {
      placeOf(place).child?.kill('SIGCONT')
      placeOf(place).isSuspended = false
    },
    tell(place, job) { placeOf(place).child?.send(job, () => {}) },
    async stop() {
      const ends = await Promise.all(places.map((_, place) => end(place, (child) => { child.send({ do: 'stop' } satisfies WorkerJob, () => {}) })))
      if (ends.some(([code]) => code !== 0)) throw new Error(`Workers have ended with ${JSON.stringify(ends)} instead of shutting down.`)
    },
    async killAll() { await Promise.all(places.map((_, place) => kill(place))) },
  }
}
