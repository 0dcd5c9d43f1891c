import { describeSchedule, type Fault } from 'vue-nitrolite/testing'
import type { FaultCount } from './nodeControl'

/** A fault that the person has added. */
export interface AddedFault {
  readonly fault: Fault
  /** The number of hits of its kind at which this one has struck. */
  readonly strikesAt: number
}

const hitsOf = (counts: FaultCount, { kind }: Fault): number => counts[kind]?.hits ?? 0

export const hasStruck = ({ fault, strikesAt }: AddedFault, counts: FaultCount): boolean => hitsOf(counts, fault) >= strikesAt

/** Adds a fault to those that wait. Faults of one kind strike in the order in which they were added. */
export function withFault(added: readonly AddedFault[], fault: Fault, counts: FaultCount): AddedFault[] {
  const ahead = added.filter(other => other.fault.kind === fault.kind && !hasStruck(other, counts)).length
  return [...added, { fault, strikesAt: hitsOf(counts, fault) + ahead + 1 }]
}

const seconds = (milliseconds: number): string => `${Math.abs(milliseconds) / 1000} s`

const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What will happen, as a sentence. */
export const describeWaiting = (fault: Fault): string =>
  `${capitalized((describeSchedule({ faults: [fault] })[0] ?? '').replace(/^\d+\. /, ''))}.`

/** What has happened, as a sentence. */
export function describeStrike(fault: Fault): string {
  const answered = 'at' in fault && 'moment' in fault.at && fault.at.moment === 'answered'
  switch (fault.kind) {
    case 'cut': return answered ? 'The socket died, and the answer was lost.' : 'The socket died while the request was on its way or being worked on.'
    case 'half-open': return 'The connection stopped passing data, although its socket stayed open.'
    case 'flapping': return 'New connections died again soon after they had opened.'
    case 'delay': return `A message arrived ${seconds(fault.ms)} late.`
    case 'reorder': return 'Two messages arrived in the wrong order.'
    case 'duplicate': return 'A message arrived twice.'
    case 'garbage': return fault.replaces ? 'The answer was replaced by garbage.' : 'Garbage arrived before the answer.'
    case 'oversize': return 'A message arrived that was far too long.'
    case 'wrong-id': return 'The answer carried the wrong number.'
    case 'refuse': return `The node refused with “${fault.text}”.`
    case 'expire-key': return 'The session key expired.'
    case 'replace-key': return 'Another device took the session key away.'
    case 'restart': return 'The node restarted.'
    case 'stall': return `The node stood still for ${seconds(fault.ms)}.`
    case 'unconfirmed': return 'The node booked the request and reported a failure.'
    case 'clock': return `The clock of the node jumped ${seconds(fault.by)} ${fault.by > 0 ? 'forwards' : 'back'}.`
    case 'close-by-others': return 'Another device closed the session first.'
    case 'agree-by-others': return 'Another device agreed on a different split first.'
    case 'operate-by-others': return 'Another participant changed the split of the session.'
    case 'deposit-by-others': return 'Another participant paid something into the session.'
    case 'withdraw-by-others': return 'Another participant took something out of the session.'
    case 'expiry': return `The node accepted requests for ${fault.seconds} s only.`
    case 'several-nodes': return 'Several nodes shared one address.'
  }
}
