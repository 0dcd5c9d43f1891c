import type { ClosingContext } from '../closing/context'
import { isShared } from '../closing/policy/attempts'
import { parseSessionId } from '../closing/request'
import type { RunningClosing } from '../closing/runningClosing'
import { isFinal } from '../closing/states'
import { NitroliteError } from '../errors/errors'
import { journalKey } from '../journal/journal'
import { addressesOf } from '../sessions/allocations'
import type { Cosigning, CoSignOptions, NotedDecline, ProposeRequest, SharedProposal } from './api'
import { readDeclineText, readReplyText } from './codec/replyCodec'
import { textKindOf } from './codec/texts'
import { meaningOf } from './meaning'
import { readReply, sharedProposalOf } from './readReply'
import { nodeCosigningOf } from './readFacts'
import { openProposal, type OpeningParts } from './openProposal'
import { shareProposal } from './sharedProposal'
import { slotOf } from './slots'
import { submitterPart } from './submitterPart'

/** What signing together needs of the client. */
export interface CosigningParts extends Omit<OpeningParts, 'context'> {
  /** What a closing of the present login works with. @throws `NOT_CONNECTED`, `CLIENT_DISPOSED` */
  context(): ClosingContext
  /** The closings that the client works on. */
  running(): readonly RunningClosing[]
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
  /** What participants wrote who do not sign, by closing. It decides nothing, so it is not in the journal. */
  const declines = new Map<string, NotedDecline[]>()

  function declinesOf({ id }: RunningClosing): NotedDecline[] {
    const noted = declines.get(id) ?? []
    declines.set(id, noted)
    return noted
  }

  /** The proposal of a closing, once the journal holds it. Null before. */
  function sharedBy(closing: RunningClosing, { timers }: ClosingContext): SharedProposal | null {
    const { plan, draft } = closing
    const isReady = plan !== null && isShared(draft) && closing.state === 'collecting'
    return isReady ? shareProposal(closing, plan, draft, timers, declinesOf(closing)) : null
  }

  /** @throws `PROPOSAL_MALFORMED`, `PROPOSAL_GONE` */
  function noteDecline(text: string, context: ClosingContext): SharedProposal {
    const { meaning, participant: index, reason, note } = readDeclineText(text)
    for (const closing of running()) {
      const { plan, draft } = closing
      const shared = sharedBy(closing, context)
      if (!shared || !plan || !isShared(draft) || meaningOf(sharedProposalOf(draft, plan.session)) !== meaning) continue
      const participant = addressesOf(plan.session)[index]
      if (participant === undefined) throw new NitroliteError('PROPOSAL_MALFORMED')
      const noted = declinesOf(closing)
      const earlier = noted.findIndex(decline => decline.participant === participant)
      noted.splice(earlier === -1 ? noted.length : earlier, 1, { participant, reason, note })
      return shared
    }
    throw new NitroliteError('PROPOSAL_GONE')
  }

  return {
    async propose(request) {
      if (typeof request !== 'object' || request === null) throw new NitroliteError('OPTIONS_INVALID', { option: 'propose', reason: 'It takes an object with sessionId and allocations.' })
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
        // A proposal that fails before it can be shared says why.
        closing.then(undefined, reject)
        look()
      }))
    },

    coSign: (text: string, options: CoSignOptions) => unlessEnded(() => openProposal(text, options, { context: contextOf(), start, unlessEnded })),

    addSignature: text => unlessEnded(async () => {
      const context = contextOf()
      if (textKindOf(text) === 'decline') return noteDecline(text, context)
      const reply = readReplyText(text)
      for (const closing of running()) {
        const { plan, draft } = closing
        if (!plan || !isShared(draft)) continue
        const signature = await readReply(reply, draft, plan.session, context.loggedIn(plan.wallet), nodeCosigningOf(context.protocol))
        if (!signature) continue
        const shared = shareProposal(closing, plan, draft, context.timers, declinesOf(closing))
        await turnOf(closing)
        // Only the client that works on the closing can write the signature into the journal.
        if (closing.snapshot().isElsewhere) throw new NitroliteError('CLOSING_IN_PROGRESS')
        if (!closing.addSignature(signature)) throw new NitroliteError('PROPOSAL_GONE')
        return shared
      }
      throw new NitroliteError('PROPOSAL_GONE')
    }),

    async slots(sessionId) {
      const context = contextOf()
      const id = parseSessionId(sessionId)
      const entry = await context.journal.read(journalKey(context.url, id))
      if (!entry) return []
      const closing = running().find(each => each.sessionId === id)
      return [await slotOf(entry.record, closing ? sharedBy(closing, context) : null)]
    },
  }
}
