import { coSignerKey, journalKey } from '../journal/journal'
import type { PeerMessage } from '../peers/peers'
import type { Turn } from '../peers/turn'
import { isSameAddress } from '../sessions/participants'
import { isSameSession } from '../sessions/sessionId'
import type { Address, Hex } from '../types'
import type { RunningClosing } from './runningClosing'
import { isOver } from './states'
import type { Closing, ClosingSnapshot } from './types'

/** A closing that this client works on. */
export interface Running {
  readonly closing: RunningClosing
  /** The same closing, as callers see it. */
  readonly view: Closing
  readonly turn: Turn
  readonly fingerprint: string
  /** The client has the wallet of the closing. */
  readonly hasWallet: () => boolean
}

/** Takes what another client reports about a closing with the same key. */
export function hearOf({ closing, turn }: Running, snapshot: ClosingSnapshot): void {
  if (!turn.hasMadeWay) return turn.hear(snapshot)
  // This client only reads since it has made way. It ends like the client that it has made way for.
  if (snapshot.id !== closing.id || !isOver(snapshot)) return
  closing.tell({ kind: 'heard', snapshot })
  closing.tell({ kind: 'turn', isOurs: false })
}

/**
 * Answers the question of another client. Makes way for one that has the wallet, and stays silent where another client may be
 * able to do what this one cannot: connect, or log the wallet in.
 * @param isAway this client can do nothing for its closings now
 */
export function answer({ closing, turn, hasWallet }: Running, asked: Extract<PeerMessage, { kind: 'ask' }>, isAway: boolean): void {
  if (asked.hasChanged) closing.tell({ kind: 'record changed' })
  if (asked.hasWallet && !hasWallet()) return turn.makeWay()
  const snapshot = closing.snapshot()
  if (!isAway && snapshot.recovery?.phase !== 'authorizing') turn.tell(snapshot)
}

/** The closings that a client works on: at most one at a time for each key of the journal. */
export class RunningClosings {
  readonly #url: string
  readonly #byKey = new Map<string, Running>()

  /** @param url the node of all closings */
  constructor(url: string) {
    this.#url = url
  }

  /** @param key the key of the closing in the journal */
  of(key: string): Running | undefined {
    return this.#byKey.get(key)
  }

  /** The closings of a session. */
  ofSession(sessionId: string): readonly Running[] {
    return [...this.#byKey.values()].filter(({ closing }) => isSameSession(closing.sessionId, sessionId))
  }

  /**
   * What keeps a wallet from sending a closing of a session: one that is under way, or the signature that the wallet has given.
   * @param wallet null while no wallet is logged in
   */
  blockingSender(sessionId: Hex, wallet: Address | null): Running | undefined {
    return this.of(journalKey(this.#url, sessionId)) ?? (wallet === null ? undefined : this.of(coSignerKey(this.#url, sessionId, wallet)))
  }

  /** What keeps a wallet from signing for a submitter: another signature of the wallet, or a closing that it sends itself. */
  blockingCoSigner(sessionId: Hex, wallet: Address): Running | undefined {
    const sending = this.of(journalKey(this.#url, sessionId))
    // Before it is planned, nobody can say whose closing it is.
    const isOwn = sending !== undefined && (sending.closing.plan === null || isSameAddress(sending.closing.plan.wallet, wallet))
    return this.of(coSignerKey(this.#url, sessionId, wallet)) ?? (isOwn ? sending : undefined)
  }

  get closings(): readonly RunningClosing[] {
    return [...this.#byKey.values()].map(({ closing }) => closing)
  }

  /** Holds a closing until it is over, and tells the other clients about it. */
  add(running: Running): void {
    const { closing, turn } = running
    if (!isOver(closing.snapshot())) this.#byKey.set(turn.key, running)
    closing.subscribe((snapshot) => {
      if (isOver(snapshot)) this.#byKey.delete(turn.key)
      turn.tell(snapshot)
    })
  }

  /** A connection or a login of the client has changed. */
  reconsider(): void {
    for (const { closing, turn } of [...this.#byKey.values()]) {
      closing.reconsider()
      turn.reconsider()
    }
  }

  /** Lets other clients continue with the closings. */
  release(): void {
    for (const { closing, turn } of this.#byKey.values()) {
      closing.release()
      turn.release()
    }
  }
}
