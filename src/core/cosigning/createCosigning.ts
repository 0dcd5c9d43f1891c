import type { ClosingContext } from '../closing/context'
import type { CosigningPart } from '../closing/cosigning'
import { isShared } from '../closing/policy/attempts'
import { parseSessionId } from '../closing/request'
import type { RunningClosing } from '../closing/runningClosing'
import { isFinal } from '../closing/states'
import type { CloseRequest } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import { journalKey } from '../journal/journal'
import type { Cosigning, CoSignOptions, ProposeRequest, SharedProposal } from './api'
import { readReplyText } from './codec/replyCodec'
import { readReply } from './readReply'
import { nodeCosigningOf } from './readFacts'
import { openProposal } from './openProposal'
import { shareProposal } from './sharedProposal'
import { slotOf } from './slots'
import { submitterPart } from './submitterPart'

/** What signing together needs of the client. */
export interface CosigningParts {
  /** What a closing of the present login works with. @throws `NOT_CONNECTED`, `CLIENT_DISPOSED` */
  context(): ClosingContext
  /** @throws `PROPOSAL_CONFLICT` */
  start(request: CloseRequest, part: CosigningPart, context: ClosingContext): RunningClosing
  running(): readonly RunningClosing[]
  /** Waits no longer than the client lives. @throws `CLIENT_DISPOSED`, and what the work throws */
  unlessEnded<T>(work: () => Promise<T>): Promise<T>
}

/** How long signatures are collected, in milliseconds. */
const SIGNING_TIME = { default: 300_000, shortest: 20_000, longest: 900_000 }

/** @throws `OPTIONS_INVALID` */
function signingTimeOf({ signWithin = SIGNING_TIME.default }: ProposeRequest): number {
  if (Number.isInteger(signWithin) && signWithin >= SIGNING_TIME.shortest && signWithin <= SIGNING_TIME.longest) return signWithin
  throw new NitroliteError('OPTIONS_INVALID', { option: 'signWithin', reason: 'It must be 20 seconds to 15 minutes, in whole milliseconds.' })
}

/** Waits until it is known which client works on a closing from the journal. */
function turnOf(closing: RunningClosing): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (closing.state === 'confirming') return
      stop()
      resolve()
    }
    const stop = closing.subscribe(look)
    look()
  })
}

/** Closes sessions that need the signatures of several participants. Every decision about sending is in the closing engine. */
export function createCosigning({ context: contextOf, start, running, unlessEnded }: CosigningParts): Cosigning {
  /** The proposal of a closing, once the journal holds it. Null before. */
  function sharedBy(closing: RunningClosing, { timers }: ClosingContext): SharedProposal | null {
    const { plan, draft } = closing
    return plan && isShared(draft) && closing.state === 'collecting' ? shareProposal(closing, plan, draft, timers) : null
  }

  return {
    propose(request) {
      const context = contextOf()
      const { sessionId, allocations, sessionData, signal } = request
      const part = submitterPart(context, nodeCosigningOf(context.protocol), signingTimeOf(request))
      const closing = start({ sessionId, allocations, ...sessionData !== undefined && { sessionData }, ...signal && { signal } }, part, context)
      return unlessEnded(() => new Promise((resolve, reject) => {
        const look = (): void => {
          const shared = sharedBy(closing, context)
          if (!shared && !isFinal(closing.state)) return
          stop()
          if (shared) resolve(shared)
        }
        const stop = closing.subscribe(look)
        // One signature was enough after all, or the proposal failed before it could be shared.
        closing.then(() => { reject(new NitroliteError('SIGNATURE_NOT_NEEDED')) }, reject)
        look()
      }))
    },

    coSign: (text: string, options: CoSignOptions) => unlessEnded(() => openProposal(text, options, { context: contextOf(), start, unlessEnded })),

    addSignature: text => unlessEnded(async () => {
      const context = contextOf()
      const reply = readReplyText(text)
      for (const closing of running()) {
        const { plan, draft } = closing
        if (!plan || !isShared(draft)) continue
        const signature = await readReply(reply, draft, plan.session, context.loggedIn(plan.wallet), nodeCosigningOf(context.protocol))
        if (!signature) continue
        const shared = shareProposal(closing, plan, draft, context.timers)
        await turnOf(closing)
        // Only the client that works on the closing can write the signature into the journal.
        if (closing.snapshot().isElsewhere) throw new NitroliteError('CLOSING_IN_PROGRESS')
        if (!closing.addSignature(signature)) throw new NitroliteError('PROPOSAL_GONE')
        return shared
      }
      throw new NitroliteError('PROPOSAL_GONE')
    }),

    async slots(sessionId) {
      const { url, journal } = contextOf()
      const entry = await journal.read(journalKey(url, parseSessionId(sessionId)))
      return entry ? [await slotOf(entry.record)] : []
    },
  }
}
