import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { hasCode } from './files'

/** Names a process beyond doubt, as far as the system lets it. */
export interface ProcessName {
  /** Stands for this machine since its last start and, on Linux, this container: 16 hex digits. */
  readonly machine: string
  readonly pid: number
  /** When it was started, in the system's own count; `0` where that cannot be learned. */
  readonly startedAt: string
}

/** What the lock asks about processes. */
export interface Processes {
  self(): Promise<ProcessName>
  /** Whether it is proven that the process does not run any more. `false` says nothing. */
  isGone(name: ProcessName): Promise<boolean>
}

const orEmpty = (text: Promise<string>): Promise<string> => text.catch(() => '')

async function machine(): Promise<string> {
  const boot = await orEmpty(readFile('/proc/sys/kernel/random/boot_id', 'utf8'))
  // Process numbers mean something inside one namespace only: two containers can share host name and boot.
  const namespace = await orEmpty(readlink('/proc/self/ns/pid'))
  return createHash('sha256').update(JSON.stringify([hostname(), boot, namespace])).digest('hex').slice(0, 16)
}

async function startOf(pid: number): Promise<string> {
  const status = await orEmpty(readFile(`/proc/${pid}/stat`, 'utf8'))
  // The program's name comes second, in brackets, and may hold spaces and brackets itself. The start is field 22.
  return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '0'
}

function runs(pid: number): boolean {
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
    return { machine: await machine(), pid: process.pid, startedAt: await startOf(process.pid) }
  },
  async isGone(name) {
    if (name.machine !== await machine()) return false
    if (!runs(name.pid)) return true
    const startedAt = await startOf(name.pid)
    return startedAt !== '0' && name.startedAt !== '0' && startedAt !== name.startedAt
  },
}
