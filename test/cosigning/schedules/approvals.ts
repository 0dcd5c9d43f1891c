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
  /**
   * What is approved in each view of a device, by the number with which the schedule has opened it. By hand, a person may open the same
   * proposal twice, approve it in one view and decline it in the other: each view signs for itself.
   */
  readonly #approved = new Map<number, Map<number, string>>()
  /** Proposals that a device was told to sign while its person approved them. A page that follows may finish that. */
  readonly #given = new Map<number, Set<string>>()
  /** What each person has approved in rooms. The journal holds that, so it counts for every page with the same stores. */
  readonly #inRooms = new Map<DeviceStores, Map<number, Set<string>>>()

  approve(page: Page, view: number, proposal: CloseProposal, isInRoom: boolean): void {
    this.#viewsOf(page).set(view, nameOf(proposal))
    if (isInRoom) noteIn(this.#keptBy(page), page.person, nameOf(proposal))
  }

  /** In a room, all views of a proposal are one. */
  takeBack(page: Page, view: number, proposal: CloseProposal, isInRoom: boolean): void {
    const name = nameOf(proposal)
    const views = this.#viewsOf(page)
    for (const [number, approved] of views) if (number === view || (isInRoom && approved === name)) views.delete(number)
    if (isInRoom) this.#keptBy(page).get(page.person)?.delete(name)
  }

  /** The person lets the device sign the proposal, if it approves. */
  sign(page: Page, view: number, proposal: CloseProposal): void {
    const name = nameOf(proposal)
    if (this.#viewsOf(page).get(view) === name) noteIn(this.#given, page.number, name)
  }

  /** A new page does not know what its person approved before by hand. */
  forget({ number }: Page): void {
    this.#approved.delete(number)
  }

  /** Whether a device may sign a proposal, given as the text that was shared. */
  allows(page: Page, text: string | null): boolean {
    if (text === null) return false
    const name = nameOf(readProposalText(text))
    return [...this.#viewsOf(page).values()].includes(name)
      || [this.#given.get(page.number), this.#keptBy(page).get(page.person)].some(names => names?.has(name) ?? false)
  }

  #viewsOf({ number }: Pick<Page, 'number'>): Map<number, string> {
    const views = this.#approved.get(number) ?? new Map<number, string>()
    this.#approved.set(number, views)
    return views
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
