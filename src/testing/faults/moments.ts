import { parseDecimal, signOf, ZERO } from '../formats/decimal'
import type { Fault, FaultKind, Moment } from './types'

const PROCESSING: readonly Moment[] = ['received', 'verified', 'checked', 'committed']
const FROM_NODE: readonly Moment[] = ['answered', 'pushed']
const ANY: readonly Moment[] = ['sent', 'delivered', ...PROCESSING, ...FROM_NODE]

/**
 * The moments at which each kind of fault can happen; none for those that apply from the start. Random schedules draw
 * from these lists, so their order decides what a seed means.
 */
export const MOMENTS: Readonly<Record<FaultKind, readonly Moment[]>> = {
  'cut': ANY,
  'delay': ['sent', ...FROM_NODE],
  'reorder': ['pushed'],
  'duplicate': FROM_NODE,
  'garbage': FROM_NODE,
  'oversize': FROM_NODE,
  'wrong-id': ['answered'],
  'refuse': ['received'],
  'expire-key': ANY,
  'replace-key': ANY,
  'restart': ANY,
  'stall': PROCESSING,
  'unconfirmed': ['committed'],
  'clock': ANY,
  'close-by-others': ANY,
  'expiry': [],
  'several-nodes': [],
  'agree-by-others': ANY,
  'half-open': ANY,
  'flapping': ANY,
  'operate-by-others': ANY,
  'deposit-by-others': ANY,
  'withdraw-by-others': ANY,
}

/** Every kind of fault. Random schedules draw from this list, so its order decides what a seed means. */
export const FAULT_KINDS = Object.keys(MOMENTS) as readonly FaultKind[]

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1

/** @throws RangeError if the kind is unknown, cannot happen at that moment, or has an invalid number */
export function checkFault(fault: Fault): void {
  const moments = MOMENTS[fault.kind] as readonly Moment[] | undefined
  if (!moments) throw new RangeError(`There is no fault of the kind ${String(fault.kind)}.`)
  const refuse = (reason: string): never => {
    throw new RangeError(`The fault ${JSON.stringify(fault)} is invalid: ${reason}.`)
  }
  if ('at' in fault) {
    const { at } = fault
    if ('after' in at) {
      if (moments !== ANY) refuse('it can only hit a message, so it needs a moment instead of a time')
      if (!(at.after >= 0)) refuse('its time must not be negative')
    } else {
      if (!moments.includes(at.moment)) refuse(`it cannot happen when a message is ${at.moment}`)
      if (!isCount(at.nth ?? 1) || !isCount(at.times ?? 1)) refuse('messages are counted from 1')
    }
  }
  if (fault.kind === 'operate-by-others' || fault.kind === 'deposit-by-others' || fault.kind === 'withdraw-by-others') {
    if (!((fault.ms ?? 0) >= 0)) refuse('its time must not be negative')
  } else if ('ms' in fault && !(fault.ms > 0)) refuse('its time must be above zero')
  if ('uptime' in fault && !(fault.uptime >= 0)) refuse('its uptime must not be negative')
  if ('amount' in fault && signOf(parseDecimal(fault.amount) ?? ZERO) <= 0) refuse('its amount must be a decimal number above zero')
  if ('by' in fault && (!Number.isInteger(fault.by) || fault.by === 0)) refuse('it must change something by a whole number')
  if ('characters' in fault && !isCount(fault.characters)) refuse('its length must be a whole number above zero')
  if ('seconds' in fault && !(fault.seconds > 0)) refuse('its time must be above zero')
  if ('clockOffsets' in fault && fault.clockOffsets.length === 0) refuse('it must describe at least one node')
  if ('to' in fault && !(Number.isInteger(fault.to) && fault.to >= 0)) refuse('its participant must be an index from 0')
}
