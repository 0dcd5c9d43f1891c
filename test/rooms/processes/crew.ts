import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { WorkerJob, WorkerMessage, WorkerSettings } from '../../helpers/roomWorker'

/** What the parent knows about one place for a worker. */
interface Place {
  child: ChildProcess | null
  /**
   * Kills the suspended process if this process ends, because a suspended process does not notice that its parent is gone. Null while
   * the process is not suspended.
   */
  guard: ChildProcess | null
}

/** Kills a process once this process has ended: its input is closed then. */
const guardOf = (pid: number): ChildProcess => spawn('sh', ['-c', `read line; kill -9 ${pid}`], { stdio: ['pipe', 'ignore', 'ignore'] })

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

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
  const places = Array.from({ length: size }, (): Place => ({ child: null, guard: null }))
  /** Processes that were told to end. */
  const expected = new WeakSet<ChildProcess>()
  const alive = new Set<ChildProcess>()

  const placeOf = (place: number): Place => places[place] ?? { child: null, guard: null }

  function start(place: number): void {
    const child = spawn(process.execPath, [program, JSON.stringify(settings)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.on('message', (message) => { onMessage(message as WorkerMessage, place) })
    // A message to a process that was killed is lost, like every job of a queue that nobody has confirmed.
    child.on('error', () => {})
    alive.add(child)
    child.on('exit', (code, signal) => {
      alive.delete(child)
      if (!expected.has(child)) onMessage({ kind: 'error', code: 'PROCESS_ENDED', reason: `A worker has ended with ${code ?? signal}.` }, place)
    })
    placeOf(place).child = child
  }

  async function end(child: ChildProcess, ending: () => void): Promise<readonly unknown[]> {
    expected.add(child)
    const exited = hasEnded(child) ? [child.exitCode, child.signalCode] : once(child, 'exit')
    ending()
    return exited
  }

  /** From now on, the place has no process. */
  function clear(place: number): ChildProcess | null {
    const { child } = placeOf(place)
    dismissGuard(place)
    placeOf(place).child = null
    return child
  }

  function dismissGuard(place: number): void {
    placeOf(place).guard?.kill('SIGKILL')
    placeOf(place).guard = null
  }

  const killNow = async (child: ChildProcess): Promise<void> => { await end(child, () => { child.kill('SIGKILL') }) }

  return {
    size, start,
    async kill(place) {
      const child = clear(place)
      if (child) await killNow(child)
    },
    isRunning: place => placeOf(place).child !== null && placeOf(place).guard === null,
    suspend(place) {
      const { child } = placeOf(place)
      if (child?.pid === undefined || hasEnded(child)) return
      placeOf(place).guard = guardOf(child.pid)
      child.kill('SIGSTOP')
    },
    resume(place) {
      dismissGuard(place)
      placeOf(place).child?.kill('SIGCONT')
    },
    tell(place, job) { placeOf(place).child?.send(job, () => {}) },
    async stop() {
      const ends = await Promise.all(places.flatMap((_, place) => {
        const child = clear(place)
        return child ? [end(child, () => { child.send({ do: 'stop' } satisfies WorkerJob, () => {}) })] : []
      }))
      if (ends.some(([code]) => code !== 0)) throw new Error(`Workers have ended with ${JSON.stringify(ends)} instead of shutting down.`)
    },
    async killAll() {
      for (const place of places.keys()) clear(place)
      await Promise.all([...alive].map(killNow))
    },
  }
}
