import type { Hex } from '../../../src/core'
import type { CoSigning, ProposalRoom } from '../../../src/core/cosigning/api'
import type { Approvals } from './approvals'
import type { BadActor } from './badParties/badActor'
import type { Device, MadeProposal, Page, ShownProposal } from './device'
import { rowsOfSplit } from './participants'
import type { AnswerStep, ProposeStep, Step } from './schedule'

/** What the people of a schedule act on. */
export interface ActionParts {
  readonly sessionId: Hex
  /** Number of participants. */
  readonly people: number
  readonly devices: readonly Device[]
  readonly approvals: Approvals
  /** Counts how the call of a device ends, and that it ends. */
  track<T>(device: Device, call: Promise<T>): Promise<T>
  /** Counts how the call of a device ends. */
  count(call: Promise<unknown>): void
  reload(device: Device, isStorageGone: boolean): void
  /** Does what the participant does who does not keep to the rules. */
  readonly bad: Pick<BadActor, 'replaceKey' | 'pageFor' | 'naiveReplies' | 'carry' | 'propose' | 'take'>
}

const ignore = (): void => {}

/** Carries out the steps of a schedule. */
export class Actions {
  readonly #parts: ActionParts
  readonly #proposals = new Map<number, MadeProposal>()

  constructor(parts: ActionParts) {
    this.#parts = parts
  }

  #deviceAt(number: number): Device {
    const device = this.#parts.devices[number]
    if (!device) throw new RangeError(`There is no device ${number}.`)
    return device
  }

  #rowsOf(split: number) {
    return rowsOfSplit(split, this.#parts.people)
  }

  perform(step: Step): void {
    const { sessionId, track, count, reload } = this.#parts
    const device = this.#deviceAt(step.device)
    switch (step.kind) {
      case 'connect':
        void track(device, device.client.connect())
        break
      case 'reload':
        reload(device, step.isStorageGone ?? false)
        void track(device, device.client.connect())
        break
      case 'replace key': this.#parts.bad.replaceKey(device); break
      case 'close':
        // Without its client, a closing stays as it is until the next client takes up its record.
        count(Promise.resolve(device.client.close({ sessionId, allocations: this.#rowsOf(step.split) })))
        break
      case 'cancel': device.client.closings.get(sessionId)?.cancel(); break
      case 'propose': this.#propose(device, step); break
      case 'open':
      case 'approve':
      case 'decline':
      case 'sign':
      case 'withdraw':
      case 'deliver': this.#answer(device, step)
    }
  }

  #propose(device: Device, step: ProposeStep): void {
    const { sessionId, track, bad } = this.#parts
    const { proposal, split, signWithin, isInRoom = false } = step
    const shared: Promise<ShownProposal> = bad.propose(device, step) ?? track(device, bad.pageFor(device, proposal).then(({ client, transport }) =>
      client.propose({ sessionId, allocations: this.#rowsOf(split), ...isInRoom ? { transport } : { signWithin } })))
    const earlier = this.#proposals.get(proposal)
    // A proposal that a new page continues is the same as before. The others have it already.
    const known = earlier?.isInRoom ? earlier.shared.catch(() => shared) : shared
    known.catch(ignore)
    this.#proposals.set(proposal, { shared: known, isInRoom })
  }

  /** What somebody does with a proposal of another participant. Nothing happens before the proposal was shared and opened. */
  #answer(device: Device, step: AnswerStep): void {
    const made = this.#proposals.get(step.proposal)
    if (!made) return
    const { approvals, track, bad } = this.#parts
    const { reviews, replies } = device
    const review = reviews.get(step.proposal)
    switch (step.kind) {
      case 'open':
        reviews.set(step.proposal, bad.pageFor(device, step.proposal).then(page => made.isInRoom
          ? this.#findInRoom(device, page, made.shared)
          : track(device, made.shared.then(({ text }) => page.client.coSign(bad.carry(text))))))
        reviews.get(step.proposal)?.catch(ignore)
        break
      case 'approve':
        review?.then((opened) => {
          opened.approve()
          approvals.approve(device, step.proposal, opened.proposal, made.isInRoom)
        }).catch(ignore)
        break
      case 'decline':
        review?.then((opened) => {
          opened.decline('amounts', 'not like this')
          approvals.takeBack(device, step.proposal, opened.proposal, made.isInRoom)
        }).catch(ignore)
        break
      case 'sign':
        // In a room, signing waits until the submitter asks, which may never happen.
        if (!review || made.isInRoom) break
        replies.set(step.proposal, track(device, review.then((opened) => {
          approvals.sign(device, step.proposal, opened.proposal)
          return opened.sign()
        })))
        break
      case 'withdraw': review?.then(opened => opened.withdraw()).catch(ignore); break
      case 'deliver': if (!made.isInRoom) void track(device, this.#deliver(device, step.proposal, made, this.#deviceAt(step.to)))
    }
  }

  /** Enters the room, and waits until the proposal is there. */
  async #findInRoom(device: Device, page: Page, shared: Promise<ShownProposal>): Promise<CoSigning> {
    const { sessionId, track } = this.#parts
    const { client, transport } = page
    const entered = device.rooms.get(page) ?? track(device, client.joinRoom(sessionId, { transport }))
    device.rooms.set(page, entered)
    entered.catch(() => { device.rooms.delete(page) })
    const [room, { code }] = await Promise.all([entered, shared])
    return new Promise((resolve) => { whenThere(room, code, resolve) })
  }

  async #deliver(device: Device, proposal: number, { shared }: MadeProposal, to: Device): Promise<void> {
    const { sessionId, bad } = this.#parts
    const [{ client }, receiver] = await Promise.all([bad.pageFor(device, proposal), bad.pageFor(to, proposal)])
    const naive = bad.naiveReplies(device, (await shared).text)
    // A submitter goes on after a reply that does not fit.
    if (naive) return void await Promise.allSettled((await naive).map(reply => receiver.client.addSignature(reply)))
    const kept = async (): Promise<string | null> => (await client.slots(sessionId))[0]?.reply ?? null
    const reply = await (device.replies.get(proposal) ?? kept())
    if (reply !== null && !bad.take(to, reply)) await receiver.client.addSignature(reply)
  }
}

/** Calls back with the proposal that has a code, as soon as it is in the room. */
function whenThere(room: ProposalRoom, code: string, onThere: (review: CoSigning) => void): void {
  const look = (): void => {
    const review = room.proposals.find(proposal => proposal.code === code)
    if (!review) return
    stop()
    onThere(review)
  }
  const stop = room.subscribe(look)
  look()
}
