import type { Hex } from '../../../../src/core'
import type { ReplyBox } from '../../../../src/core/cosigning/box'
import type { VirtualTime } from '../../../../src/testing'
import type { Dice } from '../../../faults/groups/dice'
import type { DirectSending, SignableRequest } from '../nodes/scheduleNode'
import type { Schedule } from '../schedule'

export interface CollectedSetParts {
  readonly box: ReplyBox
  /** What was to be signed: one request, or those of two steps. */
  readonly requests: readonly SignableRequest[]
  /** Index of the submitter among the participants. */
  readonly person: number
  readonly key: Hex
  readonly schedule: Pick<Schedule, 'weights' | 'quorum'>
  readonly direct: DirectSending
  readonly time: VirtualTime
  readonly dice: Dice
}

/** When a full set is sent, in milliseconds from the moment when it is full; several times are several sendings. */
const SENDINGS: readonly (readonly number[])[] = [[0], [0, 0], [0, 3_000, 25_000], [10_000], [0, 50_000], [30_000, 200_000, 800_000], [1_000, 1_200_000]]
/** Between two steps, in milliseconds. */
const BETWEEN_STEPS = 400

/** The signatures of one proposal with one stamp, in the hands of somebody who sends them as it likes. */
export class CollectedSet {
  readonly #parts: CollectedSetParts
  /** The signatures of each participant, by its index. */
  readonly #signatures = new Map<number, readonly Hex[]>()
  #isFull = false

  constructor(parts: CollectedSetParts) {
    this.#parts = parts
    this.#signatures.set(parts.person, parts.requests.map(request => request.sign(parts.key)))
  }

  get box(): ReplyBox { return this.#parts.box }

  get digests(): readonly Hex[] { return this.#parts.requests.map(({ digest }) => digest) }

  add(participant: number, signatures: readonly Hex[]): void {
    const { schedule: { weights, quorum }, time, dice } = this.#parts
    this.#signatures.set(participant, signatures)
    const weight = [...this.#signatures.keys()].reduce((sum, index) => sum + (weights[index] ?? 0), 0)
    if (this.#isFull || weight < quorum) return
    this.#isFull = true
    for (const ms of dice.pick(SENDINGS)) time.after(ms, () => { this.#send() })
  }

  /** Sends all steps, mostly in their order, and sometimes only the last one. */
  #send(): void {
    const { requests, direct, time, dice } = this.#parts
    const frames = requests.map((request, step) => request.frame([...this.#signatures.values()].flatMap(signatures => signatures[step] ?? [])))
    const order = dice.pick([frames, frames, frames, frames.slice(-1), frames.toReversed()])
    for (const [index, frame] of order.entries()) time.after(index * BETWEEN_STEPS, () => { direct.send(frame) })
  }
}
