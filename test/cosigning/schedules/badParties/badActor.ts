import type { Hex } from '../../../../src/core'
import { readReplyText } from '../../../../src/core/cosigning/codec/replyCodec'
import { roomNameOf } from '../../../../src/core/cosigning/roomName'
import type { Transport } from '../../../../src/core/cosigning/transport'
import type { EmbeddedWebSocketConstructor, VirtualTime } from '../../../../src/testing'
import { Dice } from '../../../faults/groups/dice'
import type { createMeetingPlace } from '../../../helpers/memoryTransport'
import type { Device, Page, ShownProposal } from '../device'
import type { ScheduleNode } from '../nodes/scheduleNode'
import { participantAt } from '../participants'
import type { ProposeStep, Schedule } from '../schedule'
import { newStores } from '../stores'
import type { BadPartyKind } from './badParty'
import { createCrookedSocket, isCrooked } from './crookedSocket'
import { MessageAlterer } from './messageAlterer'
import { NaiveSigner } from './naiveSigner'
import { OwnSubmitter } from './ownSubmitter'
import { disturb } from './roomDisturber'

/** How long the page is open on which somebody logs in with another key, in milliseconds. */
const LOGIN_TIME = 5_000

/** What somebody needs who does not keep to the rules. */
export interface BadActorParts {
  readonly schedule: Schedule
  readonly side: ScheduleNode
  readonly place: ReturnType<typeof createMeetingPlace>
  readonly time: VirtualTime
  /** Opens one more page of a device. */
  open(device: Device, stores: Device['stores']): Page
}

/** The one in a schedule who does not keep to the rules, if there is one. */
export class BadActor {
  readonly #kind: BadPartyKind | null
  readonly #person: number | null
  readonly #parts: BadActorParts
  readonly #signer: NaiveSigner | null = null
  readonly #submitter: OwnSubmitter | null = null
  readonly #alterer: MessageAlterer | null = null
  /** The WebSocket class of this participant. */
  readonly WebSocket: EmbeddedWebSocketConstructor

  constructor(parts: BadActorParts) {
    const { schedule, side, place, time } = this.#parts = parts
    const kind = this.#kind = schedule.bad?.kind ?? null
    const person = this.#person = schedule.bad?.person ?? null
    const dice = new Dice(schedule.seed, `what is bad: ${kind}`)
    const room = roomNameOf(side)
    this.WebSocket = isCrooked(kind) ? createCrookedSocket(kind, { side, time, dice }) : side.WebSocket
    if (kind === 'signs everything' && person !== null) {
      this.#signer = new NaiveSigner({ side, person, key: participantAt(person).key })
      this.#signer.enter(room, place.transport())
    }
    if (kind === 'submits by itself' && person !== null) {
      this.#submitter = new OwnSubmitter({ schedule, side, room, transport: place.transport(), time, dice, person, key: participantAt(person).key })
    }
    if (kind === 'alters messages') this.#alterer = new MessageAlterer(side, dice)
    if (kind === 'disturbs the room' || kind === 'a stranger in the room') disturb({ schedule, side, room, transport: place.transport(), time, dice })
  }

  is(person: number): boolean {
    return person === this.#person
  }

  /** Whether these are bytes that the bad party has sent more than once (limit L1 of the README). @param isOwn its client has made them */
  sendsTwice(digest: Hex, isOwn: boolean): boolean {
    return this.#submitter?.hasAskedFor(digest) ?? (isOwn && (this.#kind === 'sends twice' || this.#kind === 'sends again'))
  }

  /** Without a slot, each proposal has a page of its own, which has the login of the device, and no journal in common with others. */
  async pageFor(device: Device, proposal: number): Promise<Page> {
    if (this.#kind !== 'has no slot' || !this.is(device.person)) return device.page
    const known = device.otherPages.get(proposal)
    if (known) return known
    const page = this.#parts.open(device, { ...newStores(this.#parts.time), logins: device.stores.logins })
    device.otherPages.set(proposal, page)
    await page.client.connect()
    return page
  }

  /** How the messages of a page travel in rooms. */
  transport(): Transport {
    const transport = this.#parts.place.transport()
    return this.#alterer?.over(transport) ?? transport
  }

  /** What arrives of a proposal that is shared by hand. */
  carry(text: string): string {
    return this.#alterer?.alterText(text) ?? text
  }

  /** Makes a proposal without a client; null for everybody who has one. */
  propose(device: Device, step: ProposeStep): Promise<ShownProposal> | null {
    return this.#submitter && this.is(device.person) ? this.#submitter.propose(step) : null
  }

  /** @returns whether the reply was taken without a client */
  take(device: Device, reply: string): boolean {
    if (!this.#submitter || !this.is(device.person)) return false
    this.#submitter.take(readReplyText(reply))
    return true
  }

  naiveReplies(device: Device, proposalText: string): Promise<readonly string[]> | null {
    return this.#signer && this.is(device.person) ? this.#signer.repliesTo(proposalText) : null
  }

  /** Logs in with another session key. */
  replaceKey(device: Device): void {
    const { time, open } = this.#parts
    const { client } = open(device, newStores(time))
    client.connect().catch(() => {})
    time.after(LOGIN_TIME, () => { client.dispose() })
  }
}
