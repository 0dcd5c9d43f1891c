import { readProposalText } from '../../../src/core/cosigning/codec/proposalCodec'
import type { CloseProposal } from '../../../src/core/cosigning/types'
import type { Device } from './device'
import type { DeviceStores } from './stores'

/** A page of a device, as far as approvals depend on it. */
type Page = Pick<Device, 'number' | 'person' | 'stores'>

/** Each proposal has a key of its own for replies. With other amounts, it is another proposal. */
const nameOf = ({ box, rows }: Pick<CloseProposal, 'box' | 'rows'>): string => `${box} ${rows.join(' ')}`

/** What the people at the devices of a schedule have agreed to. A client that signs anything else is wrong. */
export class Approvals {
  readonly #approved = new Map<number, Set<string>>()
  /** Proposals that a device was told to sign while its person approved them. A page that follows may finish that. */
  readonly #given = new Map<number, Set<string>>()
  /** What each person has approved in rooms. The journal holds that, so it counts for every page with the same stores. */
  readonly #inRooms = new Map<DeviceStores, Map<number, Set<string>>>()

  approve(page: Page, proposal: CloseProposal, isInRoom: boolean): void {
    noteIn(this.#approved, page.number, nameOf(proposal))
    if (isInRoom) noteIn(this.#keptBy(page), page.person, nameOf(proposal))
  }

  takeBack(page: Page, proposal: CloseProposal): void {
    this.#approved.get(page.number)?.delete(nameOf(proposal))
    this.#keptBy(page).get(page.person)?.delete(nameOf(proposal))
  }

  /** The person lets the device sign the proposal, if it approves. */
  sign({ number }: Page, proposal: CloseProposal): void {
    const name = nameOf(proposal)
    if (this.#approved.get(number)?.has(name)) noteIn(this.#given, number, name)
  }

  /** A new page does not know what its person approved before by hand. */
  forget({ number }: Page): void {
    this.#approved.delete(number)
  }

  /** Whether a device may sign a proposal, given as the text that was shared. */
  allows(page: Page, text: string | null): boolean {
    if (text === null) return false
    const name = nameOf(readProposalText(text))
    return [this.#approved.get(page.number), this.#given.get(page.number), this.#keptBy(page).get(page.person)]
      .some(names => names?.has(name) ?? false)
  }

  #keptBy({ stores }: Page): Map<number, Set<string>> {
    const kept = this.#inRooms.get(stores) ?? new Map<number, Set<string>>()
    this.#inRooms.set(stores, kept)
    return kept
  }
}

function noteIn(names: Map<number, Set<string>>, key: number, name: string): void {
  names.set(key, (names.get(key) ?? new Set()).add(name))
}
