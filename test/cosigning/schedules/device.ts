import { createMemoryJournal, type Journal, type LoginStore, type NitroliteClient } from '../../../src/core'
import type { CoSigning, SharedProposal } from '../../../src/core/cosigning/api'
import type { Peers } from '../../../src/core/peers/peers'
import { keptLogins } from '../../helpers/togetherRig'

/** What outlives the pages of a device, or of all tabs of a browser. */
export interface DeviceStores {
  readonly journal: Journal
  readonly logins: LoginStore
  /** Connects the tabs of a browser; absent if the journal alone connects them. */
  readonly peers?: Peers
}

export const newStores = (): DeviceStores => ({ journal: createMemoryJournal(), logins: keptLogins() })

/** A device of a participant. */
export class Device {
  readonly number: number
  readonly person: number
  readonly stores: DeviceStores
  client: NitroliteClient
  /** Proposals that this page has opened, by their number. */
  readonly reviews = new Map<number, Promise<CoSigning>>()
  /** Replies that this page has made. */
  readonly replies = new Map<number, Promise<string>>()
  readonly #createClient: (device: Device) => NitroliteClient

  constructor(number: number, person: number, stores: DeviceStores, createClient: (device: Device) => NitroliteClient) {
    this.number = number
    this.person = person
    this.stores = stores
    this.#createClient = createClient
    this.client = createClient(this)
  }

  /** Ends the page and opens a new one, which is not connected yet. */
  reload(): void {
    this.client.dispose()
    this.reviews.clear()
    this.replies.clear()
    this.client = this.#createClient(this)
  }
}

/** A proposal of a schedule. */
export interface MadeProposal {
  readonly shared: Promise<SharedProposal>
  /** Numbers of the devices whose person approves at the moment. */
  readonly approvedBy: Set<number>
  /** Numbers of the devices that were told to sign while their person approved. */
  readonly signedBy: Set<number>
  /** Id of the request to close; null until the proposal is shared. */
  requestId: string | null
}
