import { randomBytes } from 'node:crypto'
import type { ProcessName } from './processes'

/**
 * The name of the folder that contains the records says which process may write: `free-<epoch>` or
 * `held-<epoch>-<machine>-<pid>-<start>-<random>`.
 */
export interface LockName {
  readonly text: string
  readonly epoch: number
  /** Null if the lock is free. */
  readonly owner: ProcessName | null
}

const NAME = /^(?:free-(\d{12})|held-(\d{12})-([0-9a-f]{16})-(\d+)-(\d+)-[0-9a-f]{16})$/

const digits = (epoch: number): string => String(epoch).padStart(12, '0')

export const freeName = (epoch: number): string => `free-${digits(epoch)}`

/** Ends with random digits, so that a process that takes the lock several times never uses a name twice. */
export const heldName = (epoch: number, { machine, pid, startedAt }: ProcessName): string =>
  `held-${digits(epoch)}-${machine}-${pid}-${startedAt}-${randomBytes(8).toString('hex')}`

/** @returns null if it is not the name of a lock */
export function parseLockName(text: string): LockName | null {
  const [, free, held, machine, pid, startedAt] = NAME.exec(text) ?? []
  if (free !== undefined) return { text, epoch: Number(free), owner: null }
  if (held === undefined || machine === undefined || pid === undefined || startedAt === undefined) return null
  return { text, epoch: Number(held), owner: { machine, pid: Number(pid), startedAt } }
}
