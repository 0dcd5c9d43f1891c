import type { EmbeddedWebSocketConstructor, VirtualTime } from '../../../../src/testing'
import { Dice } from '../../../faults/groups/dice'
import type { createMeetingPlace } from '../../../helpers/memoryTransport'
import { newStores, type Device, type Page } from '../device'
import { participantAt } from '../participants'
import type { Schedule } from '../schedule'
import type { ScheduleNode } from '../scheduleNode'
import type { BadPartyKind } from './badParty'
import { createCrookedSocket } from './crookedSocket'
import { NaiveSigner } from './naiveSigner'
import { disturb } from './roomDisturber'

/** How long the page is open on which somebody logs in with another key, in milliseconds. */
const LOGIN_TIME = 5_000

/** What the participant needs who does not keep to the rules. */
export interface BadActorParts {
  readonly schedule: Schedule
  readonly side: ScheduleNode
  readonly place: ReturnType<typeof createMeetingPlace>
  readonly time: VirtualTime
  /** Opens one more page of a device. */
  open(device: Device, stores: Device['stores']): Page
}

/** The participant of a schedule who does not keep to the rules, if there is one. */
export class BadActor {
  readonly #kind: BadPartyKind | null
  readonly #person: number
  readonly #parts: BadActorParts
  readonly #signer: NaiveSigner | null
  /** The WebSocket class of this participant. */
  readonly WebSocket: EmbeddedWebSocketConstructor

  constructor(parts: BadActorParts) {
    const { schedule: { bad, weights, seed }, side: { clearnode, room, WebSocket }, place, time } = this.#parts = parts
    const kind = this.#kind = bad?.kind ?? null
    const person = this.#person = bad?.person ?? -1
    const participants = weights.map((_, index) => participantAt(index).address)
    this.WebSocket = clearnode && (kind === 'sends twice' || kind === 'sends late' || kind === 'never sends')
      ? createCrookedSocket(kind, { ...clearnode, time }) : WebSocket
    this.#signer = kind === 'signs everything' ? new NaiveSigner({ participants, person, key: participantAt(person).key }) : null
    this.#signer?.enter(room, place.transport())
    if (kind === 'disturbs the room') disturb({ room, transport: place.transport(), participants, time, dice: new Dice(seed, kind) })
  }

  is(person: number): boolean {
    return person === this.#person
  }

  get sendsTwice(): boolean {
    return this.#kind === 'sends twice'
  }

  /** Without a slot, each proposal has a page of its own, which has the login of the device, and no journal in common with others. */
  async pageFor(device: Device, proposal: number): Promise<Page> {
    if (this.#kind !== 'has no slot' || !this.is(device.person)) return device.page
    const known = device.otherPages.get(proposal)
    if (known) return known
    const page = this.#parts.open(device, { ...newStores(), logins: device.stores.logins })
    device.otherPages.set(proposal, page)
    await page.client.connect()
    return page
  }

  naiveReplies(device: Device, proposalText: string): Promise<readonly string[]> | null {
    return this.#signer && this.is(device.person) ? this.#signer.repliesTo(proposalText) : null
  }

  /** Logs in with another session key. */
  replaceKey(device: Device): void {
    const { client } = this.#parts.open(device, newStores())
    client.connect().catch(() => {})
    this.#parts.time.after(LOGIN_TIME, () => { client.dispose() })
  }
}
