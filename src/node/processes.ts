import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { hasCode } from './files'

/** Identifies a process, as uniquely as the system allows. */
export interface ProcessName {
  /** Identifies the machine since its last boot and, on Linux, the container: 16 hex digits. */
  readonly machine: string
  readonly pid: number
  /** When it was started, in the system's own unit; `0` if that is unknown. */
  readonly startedAt: string
}

/** What the lock needs to know about processes. */
export interface Processes {
  self(): Promise<ProcessName>
  /** Whether it is proven that the process no longer runs. `false` proves nothing. */
  isGone(name: ProcessName): Promise<boolean>
}

const orEmpty = (reading: Promise<string>): Promise<string> => reading.catch(() => '')

async function machineId(): Promise<string> {
  const boot = await orEmpty(readFile('/proc/sys/kernel/random/boot_id', 'utf8'))
  // Process ids are only unique within a namespace, and two containers can have the same host name and boot id.
  const namespace = await orEmpty(readlink('/proc/self/ns/pid'))
  return createHash('sha256').update(JSON.stringify([hostname(), boot, namespace])).digest('hex').slice(0, 16)
}

async function startTimeOf(pid: number): Promise<string> {
  const status = await orEmpty(readFile(`/proc/${pid}/stat`, 'utf8'))
  // The second field is the program's name in brackets, and it may contain spaces and brackets. The start time is field 22.
  return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '0'
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  }
  catch (thrown) {
    return !hasCode(thrown, 'ESRCH')
  }
}

/** The processes of this machine. */
export const nodeProcesses: Processes = {
  async self() {
    return { machine: await machineId(), pid: process.pid, startedAt: await startTimeOf(process.pid) }
  },
  async isGone(name) {
    if (name.machine !== await machineId()) return false
    if (!isRunning(name.pid)) return true
    const startedAt = await startTimeOf(name.pid)
    return startedAt !== '0' && name.startedAt !== '0' && startedAt !== name.startedAt
  },
}
