import type { Attempt, AttemptOutcome } from '../../closing/types'
import type { Hex } from '../../types'
import type { Access } from '../protocol'
import { ask } from './calls'
import { judgeStoredAnswer } from './closing'
import { PAGE_SIZE } from './paging'
import * as schemas from './schemas'

/** Length of 0x and 64 bytes. The node stores the last byte of a signature in another form (recorded in rpc-history.jsonl). */
const COMPARED_LENGTH = 2 + 2 * 64

/** The same bytes may have been sent before with other signatures, and refused: only all signatures together identify the attempt of an entry. */
const signaturesKey = (signatures: readonly string[]): string => signatures.map(signature => signature.slice(0, COMPARED_LENGTH).toLowerCase()).join()

type Outcomes = Map<number, AttemptOutcome>

/** The attempts of one closing that waits for the next reading. */
interface Waiting {
  readonly sessionId: Hex
  readonly attempts: readonly Attempt[]
  resolve(outcomes: Outcomes): void
  reject(thrown: unknown): void
}

/**
 * Looks up the outcomes of attempts in the node's history of the wallet's calls. The history contains answers even if the socket
 * was lost before they could be sent. An attempt without an entry may still be in progress. One reading serves all closings that
 * wait for it.
 */
export class AnswerHistory {
  /** Who waits for the next reading, by socket. A socket is logged in with one wallet. */
  readonly #waiting = new Map<string, Waiting[]>()

  /** Reads the outcomes by request id, in a reading that begins after this call. */
  read(access: Access, sessionId: Hex, attempts: readonly Attempt[]): Promise<Outcomes> {
    return new Promise((resolve, reject) => {
      const socket = access.connection.socketName ?? ''
      const waiting = { sessionId, attempts, resolve, reject }
      const others = this.#waiting.get(socket)
      if (others) {
        others.push(waiting)
        return
      }
      this.#waiting.set(socket, [waiting])
      void this.#readWhileWanted(access, socket)
    })
  }

  async #readWhileWanted(access: Access, socket: string): Promise<void> {
    for (let wanted = this.#waiting.get(socket) ?? []; wanted.length > 0; wanted = this.#waiting.get(socket) ?? []) {
      this.#waiting.set(socket, [])
      try {
        const outcomes = await readOutcomes(access, wanted)
        for (const { attempts, resolve } of wanted) {
          const ids = new Set(attempts.map(({ requestId }) => requestId))
          resolve(new Map([...outcomes].filter(([id]) => ids.has(id))))
        }
      }
      catch (thrown) {
        for (const { reject } of wanted) reject(thrown)
      }
    }
    this.#waiting.delete(socket)
  }
}

async function readOutcomes({ connection, login }: Access, wanted: readonly Waiting[]): Promise<Outcomes> {
  const bySignatures = new Map(wanted.flatMap(({ sessionId, attempts }) =>
    attempts.map(attempt => [signaturesKey(attempt.signatures), { attempt, sessionId }])))
  const oldest = Math.min(...Array.from(bySignatures.values(), ({ attempt }) => attempt.ts))
  const outcomes: Outcomes = new Map()
  for (let offset = 0; outcomes.size < bySignatures.size; offset += PAGE_SIZE) {
    const { rpc_entries: rows } = await ask(connection, {
      method: 'get_rpc_history', params: { limit: PAGE_SIZE, offset }, schema: schemas.history, signer: login.signer,
    })
    for (const row of schemas.readable(rows)) {
      const match = bySignatures.get(signaturesKey(row.req_sig))
      if (match) outcomes.set(match.attempt.requestId, judgeStoredAnswer(row.response, match.sessionId))
    }
    // Entries are ordered by timestamp, newest first, so there are none of these attempts beyond the oldest of them.
    const last = rows.at(-1)
    if (rows.length < PAGE_SIZE || (last && last.timestamp < oldest)) break
  }
  return outcomes
}
