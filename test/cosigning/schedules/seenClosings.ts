import type { Hex, Journal, JournalRecord } from '../../../src/core'
import { amountsAsText } from './amounts'

/** What the journal of a device was asked to keep about a closing. */
export interface SeenClosing {
  readonly device: number
  readonly role: 'alone' | 'submitter' | 'co-signer'
  /** Ids of the requests that the closing has made or signed. */
  readonly requestIds: Set<string>
  /** Hashes of everything that the closing has made or signed. */
  readonly digests: Set<Hex>
  /** Signatures that this device has made or received for them. */
  readonly signatures: Set<Hex>
}

/** Follows what the devices of a schedule write into their journals. Everything is there before it is given to anybody. */
export class SeenClosings {
  /** By the id of the closing. */
  readonly closings = new Map<string, SeenClosing>()
  /** The amounts of each request, as text, by the hash that its signers sign. On a nitronode, the id of a request is not a part of that. */
  readonly amountsOf = new Map<Hex, string>()
  /** Called with each signature that a co-signer has made, with the text of its proposal. */
  readonly #onSigned: (device: number, proposalText: string | null) => void

  constructor(onSigned: (device: number, proposalText: string | null) => void) {
    this.#onSigned = onSigned
  }

  #note(device: number, { closingId, plan, draft, attempts }: JournalRecord): void {
    const role = plan.together?.role ?? 'alone'
    const seen = this.closings.get(closingId) ?? { device, role, requestIds: new Set(), digests: new Set(), signatures: new Set() }
    this.closings.set(closingId, seen)
    for (const { attempt } of attempts) {
      const isNew = attempt.signatures.some(signature => !seen.signatures.has(signature))
      for (const signature of attempt.signatures) seen.signatures.add(signature)
      if (role === 'co-signer' && isNew) this.#onSigned(device, plan.together?.proposalText ?? null)
    }
    for (const { requestId, digest } of [...attempts.map(({ attempt }) => attempt), ...draft?.proposals ?? []]) {
      seen.requestIds.add(String(requestId))
      seen.digests.add(digest)
      this.amountsOf.set(digest, amountsAsText(plan.allocations))
    }
  }

  /** The journal of a device, as a new client opens it. */
  follow(device: number, journal: Journal): Journal {
    return {
      ...journal,
      create: (key, record) => {
        this.#note(device, record)
        return journal.create(key, record)
      },
      replace: (key, record, revision) => {
        this.#note(device, record)
        return journal.replace(key, record, revision)
      },
    }
  }
}
