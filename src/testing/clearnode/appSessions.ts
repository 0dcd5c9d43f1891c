import type { Hex } from '../../core/types'
import { goJson, type GoValue } from '../network/goJson'
import { digestOf } from './signing'
import { rfc3339Seconds } from '../network/times'

/** What a session was created with. */
export interface AppDefinition {
  readonly application: string
  readonly protocol: string
  readonly participants: readonly string[]
  readonly weights: readonly bigint[]
  readonly quorum: bigint
  readonly challenge: bigint
  readonly nonce: bigint
}

/** A session as the node stores it. Rows are replaced, never changed: who has read one keeps what it read. */
export interface SessionRow extends AppDefinition {
  readonly id: Hex
  readonly status: 'open' | 'closed'
  readonly sessionData: string
  readonly version: bigint
  readonly createdAt: number
  readonly updatedAt: number
}

/** Id of a session: hash of the definition as Go writes it. Verified against every recorded creation. */
export function sessionIdOf(definition: AppDefinition): Hex {
  const { application, protocol, participants, weights, quorum, challenge, nonce } = definition
  return digestOf(goJson({ application, protocol, participants, weights, quorum, challenge, nonce }))
}

/** The table of sessions. */
export class AppSessions {
  readonly #clock: () => number
  /** Least recently changed first. */
  readonly #rows = new Map<string, SessionRow>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  find(id: string): SessionRow | null {
    return this.#rows.get(id) ?? null
  }

  add(id: Hex, definition: AppDefinition, sessionData: string): void {
    const now = this.#clock()
    this.#rows.set(id, { ...definition, id, status: 'open', sessionData, version: 1n, createdAt: now, updatedAt: now })
  }

  update(id: string, change: Partial<Pick<SessionRow, 'status' | 'sessionData' | 'version'>>): void {
    const row = this.#rows.get(id)
    if (!row) return
    this.#rows.delete(id)
    this.#rows.set(id, { ...row, ...change, updatedAt: this.#clock() })
  }

  /** Most recently changed first. A participant matches by exact text. */
  list(participant: string, status: string): SessionRow[] {
    return [...this.#rows.values()].reverse().filter(row =>
      (participant === '' || row.participants.includes(participant)) && (status === '' || row.status === status))
  }
}

/** A session in lists and in pushes. Pushes leave the application empty. */
export function describeSession(row: SessionRow, application: string): GoValue {
  return {
    app_session_id: row.id,
    application,
    status: row.status,
    participants: row.participants,
    session_data: row.sessionData === '' ? undefined : row.sessionData,
    protocol: row.protocol,
    challenge: row.challenge,
    weights: row.weights,
    quorum: row.quorum,
    version: row.version,
    nonce: row.nonce,
    created_at: rfc3339Seconds(row.createdAt),
    updated_at: rfc3339Seconds(row.updatedAt),
  }
}

/** Answer to a change of a session: only id, status and version are filled in. */
export function describeChange(id: string, status: string, version: bigint): GoValue {
  return {
    app_session_id: id,
    application: '',
    status,
    participants: null,
    protocol: '',
    challenge: 0,
    weights: null,
    quorum: 0,
    version,
    nonce: 0,
    created_at: '',
    updated_at: '',
  }
}
