import type { Hex } from '../../core/types'
import { goJson, type GoValue } from '../formats/goJson'
import { rfc3339Seconds } from '../formats/goTexts'
import { digestOf } from '../formats/signatures'

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

/** The node's table replaces a quorum of 0. The id of the session still depends on 0. Recorded: the random recordings. */
const DEFAULT_QUORUM = 100n

/** A session as the node stores it. Rows are replaced, never changed, so a request that has read a row keeps that state. */
export interface SessionRow extends AppDefinition {
  readonly id: Hex
  readonly status: 'open' | 'closed'
  readonly sessionData: string
  readonly version: bigint
  readonly createdAt: number
  readonly updatedAt: number
}

/** The id of a session: the hash of its definition as Go writes it. Verified against every recorded creation. */
export function sessionIdOf(definition: AppDefinition): Hex {
  const { application, protocol, participants, weights, quorum, challenge, nonce } = definition
  return digestOf(goJson({ application, protocol, participants, weights, quorum, challenge, nonce }))
}

/** The table of sessions. */
export class AppSessions {
  readonly #clock: () => number
  /** The least recently changed row comes first. */
  readonly #rows = new Map<string, SessionRow>()
  /** The open ones of `#rows`, in the same order: clients search them before every close. */
  readonly #open = new Map<string, SessionRow>()

  /** By the id with the nonce 1: all lower nonces of the definition are in use. */
  readonly #lowestNonces = new Map<Hex, bigint>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** The lowest nonce with which a definition has an id that no session has. */
  unusedNonce(definition: Omit<AppDefinition, 'nonce'>): bigint {
    const first = sessionIdOf({ ...definition, nonce: 1n })
    let nonce = this.#lowestNonces.get(first) ?? 1n
    while (this.find(sessionIdOf({ ...definition, nonce }))) nonce += 1n
    this.#lowestNonces.set(first, nonce)
    return nonce
  }

  find(id: string): SessionRow | null {
    return this.#rows.get(id) ?? null
  }

  add(id: Hex, definition: AppDefinition, sessionData: string): void {
    const now = this.#clock()
    this.#put({
      ...definition, quorum: definition.quorum || DEFAULT_QUORUM, id, status: 'open', sessionData, version: 1n, createdAt: now, updatedAt: now,
    })
  }

  update(id: string, change: Partial<Pick<SessionRow, 'status' | 'sessionData' | 'version'>>): void {
    const row = this.#rows.get(id)
    if (row) this.#put({ ...row, ...change, updatedAt: this.#clock() })
  }

  /** Replaces a row, as the one that was changed last. */
  #put(row: SessionRow): void {
    this.#rows.delete(row.id)
    this.#open.delete(row.id)
    this.#rows.set(row.id, row)
    if (row.status === 'open') this.#open.set(row.id, row)
  }

  /** The most recently changed row first. A participant matches by exact text; empty texts match everything. */
  list(participant: string, status: string): SessionRow[] {
    const rows = status === 'open' ? this.#open : this.#rows
    return [...rows.values()].reverse().filter(row =>
      (participant === '' || row.participants.includes(participant)) && (status === '' || row.status === status))
  }
}

/** A session as lists and pushes show it. Pushes leave the application empty. */
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

/** The answer to a change of a session, in which only id, status and version are set. */
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
