import { readProposalText } from '../../../src/core/cosigning/codec/proposalCodec'
import type { CloseProposal } from '../../../src/core/cosigning/types'

/** Each proposal has a key of its own for replies. With other amounts, it is another proposal. */
const nameOf = ({ box, rows }: Pick<CloseProposal, 'box' | 'rows'>): string => `${box} ${rows.join(' ')}`

/** What the people at the devices of a schedule have agreed to. A client that signs anything else is wrong. */
export class Approvals {
  readonly #approved = new Map<number, Set<string>>()
  /** Proposals that a device was told to sign while its person approved them. A page that follows may finish that. */
  readonly #given = new Map<number, Set<string>>()

  approve(device: number, proposal: CloseProposal): void {
    noteIn(this.#approved, device, nameOf(proposal))
  }

  takeBack(device: number, proposal: CloseProposal): void {
    this.#approved.get(device)?.delete(nameOf(proposal))
  }

  /** The person lets the device sign the proposal, if it approves. */
  sign(device: number, proposal: CloseProposal): void {
    const name = nameOf(proposal)
    if (this.#approved.get(device)?.has(name)) noteIn(this.#given, device, name)
  }

  /** A new page does not know what its person approved before. */
  forget(device: number): void {
    this.#approved.delete(device)
  }

  /** Whether a device may sign a proposal, given as the text that was shared. */
  allows(device: number, text: string | null): boolean {
    if (text === null) return false
    const name = nameOf(readProposalText(text))
    return [this.#approved, this.#given].some(names => names.get(device)?.has(name) ?? false)
  }
}

function noteIn(names: Map<number, Set<string>>, device: number, name: string): void {
  names.set(device, (names.get(device) ?? new Set()).add(name))
}
