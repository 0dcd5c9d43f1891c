import type { Fault, FaultKind, Moment } from './types'

const POINTS: readonly Moment[] = ['received', 'verified', 'checked', 'booked']
const ANSWERS: readonly Moment[] = ['answered', 'pushed']
const ANY: readonly Moment[] = ['sent', 'delivered', ...POINTS, ...ANSWERS]

/** At which moments a kind of fault can happen; empty for those that are there from the start. */
export const MOMENTS: Readonly<Record<FaultKind, readonly Moment[]>> = {
  'cut': ANY,
  'delay': ['sent', ...ANSWERS],
  'reorder': ['pushed'],
  'duplicate': ANSWERS,
  'garbage': ANSWERS,
  'oversize': ANSWERS,
  'wrong-id': ['answered'],
  'refuse': ['received'],
  'expire-key': ANY,
  'replace-key': ANY,
  'restart': ANY,
  'stall': POINTS,
  'unconfirmed': ['booked'],
  'clock': ANY,
  'elsewhere': ANY,
  'expiry': [],
  'fronts': [],
  'agree-elsewhere': ANY,
}

/** Every kind, in the order of the documentation. */
export const FAULT_KINDS = Object.keys(MOMENTS) as readonly FaultKind[]

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1

/** @throws RangeError where the fault makes no sense */
export function checkFault(fault: Fault): void {
  const moments = MOMENTS[fault.kind] as readonly Moment[] | undefined
  if (!moments) throw new RangeError(`There is no fault of the kind ${String(fault.kind)}.`)
  const refuse = (reason: string): never => {
    throw new RangeError(`The fault ${JSON.stringify(fault)} makes no sense: ${reason}.`)
  }
  if ('at' in fault) {
    const { at } = fault
    if ('after' in at) {
      if (moments !== ANY) refuse('it needs a message')
      if (!(at.after >= 0)) refuse('its time is negative')
    } else {
      if (!moments.includes(at.moment)) refuse(`it cannot happen when a message is ${at.moment}`)
      if (!isCount(at.nth ?? 1) || !isCount(at.times ?? 1)) refuse('messages are counted from 1')
    }
  }
  if ('ms' in fault && !(fault.ms > 0)) refuse('its time is not above zero')
  if ('by' in fault && (!Number.isInteger(fault.by) || fault.by === 0)) refuse('it changes nothing')
  if ('characters' in fault && !isCount(fault.characters)) refuse('its length is no count')
  if ('seconds' in fault && !(fault.seconds > 0)) refuse('its time is not above zero')
  if ('offsets' in fault && fault.offsets.length === 0) refuse('there must be a node')
  if ('to' in fault && !(Number.isInteger(fault.to) && fault.to >= 0)) refuse('its participant is no index')
}
