import type { ClosingContext } from '../closing/context'
import { parseSessionId } from '../closing/request'
import { NitroliteError } from '../errors/errors'
import { journalKey } from '../journal/journal'
import type { Cosigning } from './api'
import { readDeclineText, readReplyText } from './codec/replyCodec'
import { textKindOf } from './codec/texts'
import { openProposal, type OpeningParts } from './openProposal'
import { OwnProposals, type OwnProposalsParts } from './ownProposals'
import { joinRoom, openInRoom } from './room/proposalRoom'
import { slotOf } from './slots'

/** What signing together needs of the client. */
export interface CosigningParts extends Omit<OpeningParts, 'context'>, Pick<OwnProposalsParts, 'running'> {
  /** What a closing of the present login works with. @throws `NOT_CONNECTED`, `CLIENT_DISPOSED` */
  context(): ClosingContext
}

/** Closes sessions that need the signatures of several participants. */
export function createCosigning({ context: contextOf, start, running, unlessEnded, onEnd }: CosigningParts): Cosigning {
  const own = new OwnProposals({ start, running, unlessEnded, onEnd })
  const openingParts = () => ({ context: contextOf(), start, unlessEnded, onEnd, giveUpOwn: own.giveUp.bind(own) })

  return {
    async propose(request) {
      if (typeof request !== 'object' || request === null) throw new NitroliteError('OPTIONS_INVALID', { option: 'propose', reason: 'It takes an object with sessionId and allocations.' })
      return own.propose(request, contextOf())
    },
    coSign: (text, { transport, ...options }) => unlessEnded(() => transport
      ? openInRoom(text, { ...options, transport }, openingParts())
      : openProposal(text, options, openingParts())),
    joinRoom: (sessionId, options) => unlessEnded(async () => joinRoom(parseSessionId(sessionId), options, openingParts())),
    addSignature: text => unlessEnded(async () => {
      const context = contextOf()
      return textKindOf(text) === 'decline' ? own.noteDecline(readDeclineText(text), context) : own.addReply(readReplyText(text), context)
    }),
    async slots(sessionId) {
      const { url, journal } = contextOf()
      const entry = await journal.read(journalKey(url, parseSessionId(sessionId)))
      return entry ? [await slotOf(entry.record)] : []
    },
  }
}
