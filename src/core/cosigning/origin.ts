import type { Hex } from '../types'
import { meaningOf } from './meaning'
import { roomNameOf } from './roomName'
import { proposalStatement, statementDigest, statementText } from './statements'
import type { CloseProposal } from './types'

/** The digest that the creator of a proposal signs to prove who made it. Not a digest of any request. */
export const originDigestOf = (proposal: CloseProposal): Hex =>
  statementDigest(statementText(proposalStatement(roomNameOf(proposal), meaningOf(proposal), proposal.box)) ?? '')
