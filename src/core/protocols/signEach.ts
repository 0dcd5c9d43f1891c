import type { Proposal } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import type { CoSignedProposals, SignedProposal } from './signing'

/** Signs proposals one after the other, all with the key of the first. */
export async function signEach(
  proposals: readonly Proposal[], sign: (proposal: Proposal) => Promise<SignedProposal>,
): Promise<CoSignedProposals> {
  const signed: SignedProposal[] = []
  for (const proposal of proposals) signed.push(await sign(proposal))
  const [{ signer, policy } = { signer: '0x', policy: null } as const] = signed
  // A new key was made between two signatures. Nothing was sent.
  if (signed.some(each => each.signer !== signer)) throw new NitroliteError('SESSION_KEY_REPLACED', { signer })
  return { signatures: signed.map(({ signature }) => signature), signer, policy }
}
