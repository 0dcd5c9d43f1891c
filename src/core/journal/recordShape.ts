import type { JournalRecord } from './journal'

/** A `typeof` word, a test, a list of one kind of item, or fields by name. Unknown fields pass. */
type Shape = 'string' | 'number' | ((value: unknown) => boolean) | readonly [Shape] | { readonly [name: string]: Shape }

function fits(value: unknown, shape: Shape): boolean {
  if (typeof shape === 'string') return typeof value === shape
  if (typeof shape === 'function') return shape(value)
  if (isList(shape)) return Array.isArray(value) && value.every(item => fits(item, shape[0]))
  return typeof value === 'object' && value !== null
    && Object.entries(shape).every(([name, part]) => fits((value as Record<string, unknown>)[name], part))
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape)

const either = (...shapes: Shape[]) => (value: unknown): boolean => shapes.some(shape => fits(value, shape))
const word = (...words: string[]) => (value: unknown): boolean => words.includes(value as string)
const nothing = (value: unknown): boolean => value === null

const allocation = { participant: 'string', asset: 'string', amount: 'string' } as const
const error = { code: 'string' } as const

const outcome = either(
  nothing,
  { kind: word('landed'), responseText: 'string', responseSignatures: ['string'] },
  { kind: word('refused', 'unknown'), error },
)

const RECORD: Shape = {
  version: value => value === 1,
  closingId: 'string',
  protocol: 'string',
  node: 'string',
  sessionId: 'string',
  plan: {
    wallet: 'string',
    broker: 'string',
    session: { id: 'string', participants: [{ address: 'string', weight: 'number' }], allocations: [allocation] },
    allocations: [allocation],
    sessionData: either(nothing, 'string'),
    submissions: ['string'],
    baseline: ['string'],
    funded: value => fits(value, {}) && Object.values(value as object).every(amount => typeof amount === 'string'),
  },
  attempts: [{
    attempt: {
      submission: 'string',
      requestId: 'number',
      ts: 'number',
      text: 'string',
      digest: 'string',
      signatures: ['string'],
      signers: ['string'],
      connection: 'string',
      policy: either(nothing, { wallet: 'string', sessionKey: 'string', signature: 'string' }),
    },
    outcome,
  }],
  state: word(
    'planning', 'signing', 'submitting', 'confirming',
    'closed', 'superseded', 'overpaid', 'failed', 'cancelled',
  ),
  startedAt: 'number',
}

/** Whether everything that picking up a closing relies on is there and of its kind. */
export const fitsRecord = (value: unknown): value is JournalRecord => fits(value, RECORD)
