import type { ClosingContext } from '../closing/context'
import { includesWallet } from '../closing/joining'
import { parseSessionId } from '../closing/request'
import { NitroliteError } from '../errors/errors'
import { coSignerKey, journalKey } from '../journal/journal'
import type { Address } from '../types'
import type { Cosigning } from './api'
import { relayOf, type RelayDefaults } from './clientRelay'
import { readDeclineText, readReplyText } from './codec/replyCodec'
import { textKindOf } from './codec/texts'
import { givenProposal } from './givenProposal'
import { openProposal, type OpeningParts } from './openProposal'
import { OwnProposals, type OwnProposalsParts } from './ownProposals'
import { joinRoom, openInRoom } from './room/joinRoom'
import type { ProposalRoomParts } from './room/proposalRoom'
import { slotOf } from './slots'

/** What signing together needs of the client. */
export interface CosigningParts extends Omit<OpeningParts, 'context'>, Pick<OwnProposalsParts, 'running'> {
  /** What a closing of the present login works with. @throws `NOT_CONNECTED`, `CLIENT_DISPOSED` */
  context(): ClosingContext
  /** The wallets that the client acts for; empty while none is known. */
  wallets(): readonly Address[]
  /** What relays take over from the client. */
  readonly relayDefaults: RelayDefaults
}

/** Closes sessions that need the signatures of several participants. */
export function createCosigning({ context: contextOf, start, running, wallets, relayDefaults, unlessEnded, onEnd }: CosigningParts): Cosigning {
  const own = new OwnProposals({ start, running, unlessEnded, onEnd })
  const openingParts = (): ProposalRoomParts => {
    const context = contextOf()
    return { context, start, running, unlessEnded, onEnd, giveUpOwn: (sessionId, wallet) => { own.giveUp(sessionId, wallet, context) }, hasOwn: (sessionId, wallet) => own.has(sessionId, wallet) }
  }

  return {
    async propose(request) {
      if (typeof request !== 'object' || request === null) throw new NitroliteError('OPTIONS_INVALID', { option: 'propose', reason: 'It takes an object with sessionId and allocations.' })
      return own.propose(request, contextOf())
    },
    coSign: (given, { transport, ...options }) => unlessEnded(async () => {
      const proposal = await givenProposal(given, contextOf)
      // A proposal that travels by hand fixes the bytes to sign. Its submitter asks for nothing over a transport.
      return transport && proposal.stamp === null
        ? openInRoom(proposal, { ...options, transport }, openingParts())
        : openProposal(proposal, options, openingParts())
    }),
    joinRoom: (sessionId, options) => unlessEnded(async () => joinRoom(parseSessionId(sessionId), options, openingParts())),
    relay: options => relayOf(options, contextOf, relayDefaults),
    addSignature: text => unlessEnded(async () => {
      const context = contextOf()
      return textKindOf(text) === 'decline' ? own.noteDecline(readDeclineText(text), context) : own.addReply(readReplyText(text), context)
    }),
    async slots(sessionId) {
      const context = contextOf()
      const id = parseSessionId(sessionId)
      const ours = wallets()
      // Without a wallet, the client cannot know which records are its own.
      if (ours.length === 0) throw new NitroliteError('NOT_CONNECTED')
      const { url, journal } = context
      const entries = await Promise.all([journalKey(url, id), ...ours.map(wallet => coSignerKey(url, id, wallet))].map(key => journal.read(key)))
      const records = entries.flatMap(entry => entry && includesWallet(ours, entry.record.plan.wallet) ? [entry.record] : [])
      return Promise.all(records.map(record => slotOf(record, own.runningOf(record, context), context)))
    },
  }
}
