import { expect, it } from 'vitest'
import { sampleParticipants, samplePortable, sampleProposal } from '../../../test/helpers/portableProposal'
import { proposalText, readProposalText } from './codec/proposalCodec'
import { resolveProposal, toPortable } from './portable'

const participants = sampleParticipants(3)
const stranger = sampleParticipants(4)[3] ?? ''
const refuse = (action: () => unknown, code: string) => expect(action).toThrow(expect.objectContaining({ code }))

it.each([['a participant', participants[1] ?? '', { index: 1 }], ['a server', stranger, { address: stranger }]])(
  'a proposal that %s submits is the same after it was read and resolved', (_, submitter, reference) => {
    const proposal = sampleProposal(participants, { submitter })
    expect(toPortable(proposal, participants).submitter).toEqual(reference)
    const read = readProposalText(proposalText(toPortable(proposal, participants, '0x5b5d')))
    expect(read.request).toBe('0x5b5d')
    expect(resolveProposal(read, participants)).toEqual(proposal)
  },
)

it('the submitter of a resolved proposal is spelled as the session spells the participant', () => {
  const lower = participants.map(address => address.toLowerCase())
  const read = readProposalText(proposalText(samplePortable(participants)))
  expect(resolveProposal(read, lower).submitter).toBe(lower[0])
  expect(toPortable(sampleProposal(participants), lower).submitter).toEqual({ index: 0 })
})

it('a submitter outside of the session is written with its checksum', () => {
  expect(toPortable(sampleProposal(participants, { submitter: stranger.toLowerCase() }), participants).submitter).toEqual({ address: stranger })
})

it('a proposal with rows for another number of participants does not belong to the session', () => {
  refuse(() => resolveProposal(samplePortable(participants), participants.slice(1)), 'PROPOSAL_ROWS_INCOMPLETE')
  refuse(() => toPortable(sampleProposal(participants), participants.slice(1)), 'PROPOSAL_ROWS_INCOMPLETE')
})

it('a submitter that could be named in a shorter way, or that does not exist, is refused', () => {
  const portable = samplePortable(participants)
  const twice = [participants[0] ?? '', (participants[0] ?? '').toLowerCase(), participants[1] ?? '']
  refuse(() => resolveProposal({ ...portable, submitter: { index: 3 } }, participants), 'PROPOSAL_MALFORMED')
  refuse(() => resolveProposal({ ...portable, submitter: { address: participants[2] ?? '' } }, participants), 'PROPOSAL_MALFORMED')
  refuse(() => resolveProposal({ ...portable, submitter: { index: 1 } }, twice), 'PROPOSAL_MALFORMED')
  expect(resolveProposal({ ...portable, submitter: { index: 0 } }, twice).submitter).toBe(twice[0])
})
