import type { Hex, NitroliteClient } from '../../../src/core'
import type { CoSigning, ProposalRoom, SharedProposal } from '../../../src/core/cosigning/api'
import type { Transport } from '../../../src/core/cosigning/transport'
import type { DeviceStores } from './stores'

/** What a page of a device works with. */
export interface Page {
  readonly client: NitroliteClient
  readonly transport: Transport
}

/** A device of a participant. */
export class Device {
  readonly number: number
  readonly person: number
  stores: DeviceStores
  /** The stores of the page, and those that are gone. */
  readonly #allStores = new Set<DeviceStores>()
  page: Page
  /** The rooms that its pages have entered. */
  readonly rooms = new Map<Page, Promise<ProposalRoom>>()
  /** Pages with a journal of their own, one for each proposal. Only the device of somebody without a slot has them. */
  readonly otherPages = new Map<number, Page>()
  /** Proposals that this page has opened, by their number. */
  readonly reviews = new Map<number, Promise<CoSigning>>()
  /** Replies that this page has made. */
  readonly replies = new Map<number, Promise<string>>()
  readonly #open: (device: Device) => Page

  constructor(number: number, person: number, stores: DeviceStores, open: (device: Device) => Page) {
    this.number = number
    this.person = person
    this.stores = stores
    this.#allStores.add(stores)
    this.#open = open
    this.page = open(this)
  }

  get client(): NitroliteClient { return this.page.client }

  /**
   * Ends the page and opens a new one, which is not connected yet.
   * @param stores what the new page finds, if everything that the device had stored is gone. @default the stores of the old page
   */
  reload(stores = this.stores): void {
    this.close()
    this.stores = stores
    this.#allStores.add(stores)
    this.reviews.clear()
    this.replies.clear()
    this.page = this.#open(this)
  }

  /** Whether a signature was ever in the journal of the device. */
  hasKept(signature: Hex): boolean {
    return [...this.#allStores].some(stores => stores.hasKept(signature))
  }

  /** Ends all pages. */
  close(): void {
    for (const { client, transport } of [this.page, ...this.otherPages.values()]) {
      client.dispose()
      transport.close()
    }
    this.rooms.clear()
    this.otherPages.clear()
  }
}

/** What the others see of a proposal. */
export type ShownProposal = Pick<SharedProposal, 'text' | 'code'>

/** A proposal of a schedule. */
export interface MadeProposal {
  readonly shared: Promise<ShownProposal>
  readonly isInRoom: boolean
}
