import * as v from 'valibot'
import type { AttemptOutcome, SigningRounds } from '../closing/types'
import type { NitroliteErrorInfo } from '../errors/errors'
import type { Allocation, AppSession, Participant } from '../sessions/types'
import type { Address, Hex } from '../types'
import type { SessionKeyPolicy } from '../wallet/types'
import type { JournalApproval, JournalAttempt, JournalDraft, JournalOwnKey, JournalRecord } from './journal'

/**
 * A schema that checks some fields of `T` and lets all others pass. A field that `T` does not have, or a schema of another
 * type, does not compile. The cast says that the fields that are not checked are trusted: the checksum has proven by then
 * that this library wrote them.
 */
const fieldsOf = <T>(fields: { readonly [Name in keyof T]?: v.GenericSchema<T[Name]> }): v.GenericSchema<T> =>
  v.looseObject(fields as v.ObjectEntries) as unknown as v.GenericSchema<T>

const isText = (value: unknown): boolean => typeof value === 'string'
const hex = v.custom<Hex>(isText)
const address = v.custom<Address>(isText)

const allocation = fieldsOf<Allocation>({ participant: address, asset: v.string(), amount: v.string() })
const error = fieldsOf<NitroliteErrorInfo>({ code: v.custom<NitroliteErrorInfo['code']>(isText) })

const outcome: v.GenericSchema<AttemptOutcome> = v.union([
  fieldsOf<Extract<AttemptOutcome, { kind: 'landed' }>>({
    kind: v.literal('landed'), responseText: v.string(), responseSignatures: v.array(hex),
  }),
  fieldsOf<Extract<AttemptOutcome, { kind: 'refused' }>>({ kind: v.literal('refused'), error }),
  fieldsOf<Extract<AttemptOutcome, { kind: 'unknown' }>>({ kind: v.literal('unknown'), error }),
])

const policy = v.nullable(fieldsOf<SessionKeyPolicy>({ wallet: address, sessionKey: address, signature: hex }))

const record = fieldsOf<JournalRecord>({
  version: v.literal(1),
  closingId: v.string(),
  protocol: v.string(),
  node: v.string(),
  sessionId: hex,
  plan: fieldsOf<JournalRecord['plan']>({
    wallet: address,
    broker: address,
    session: fieldsOf<AppSession>({
      id: hex,
      participants: v.array(fieldsOf<Participant>({ address, weight: v.number() })),
      allocations: v.array(allocation),
    }),
    allocations: v.array(allocation),
    sessionData: v.nullable(v.string()),
    submissions: v.array(v.string()),
    baseline: v.array(v.string()),
    funded: v.record(v.string(), v.string()),
    together: v.optional(fieldsOf<NonNullable<JournalRecord['plan']['together']>>({
      role: v.picklist(['submitter', 'co-signer']), spelling: v.picklist(['checksum', 'lower case']), proposalText: v.nullable(v.string()),
      rounds: v.optional(fieldsOf<SigningRounds>({ text: v.string(), boxSalt: hex })),
    })),
  }),
  attempts: v.array(fieldsOf<JournalAttempt>({
    attempt: fieldsOf<JournalAttempt['attempt']>({
      submission: v.string(),
      requestId: v.number(),
      ts: v.number(),
      text: v.string(),
      digest: hex,
      signatures: v.array(hex),
      signers: v.array(address),
      connection: v.string(),
      policy,
    }),
    outcome: v.nullable(outcome),
  })),
  draft: v.optional(fieldsOf<JournalDraft>({
    proposals: v.array(fieldsOf<JournalDraft['proposals'][number]>({
      submission: v.string(), requestId: v.number(), ts: v.number(), text: v.string(), digest: hex,
    })),
    text: v.string(),
    boxSalt: hex,
    signatures: v.array(fieldsOf<JournalDraft['signatures'][number]>({ participant: address, signer: address, signatures: v.array(hex), policy, endsAt: v.nullable(v.number()) })),
    refused: v.optional(v.array(fieldsOf<NonNullable<JournalDraft['refused']>[number]>({ participant: address, signer: address }))),
    sendUntil: v.number(),
  })),
  approval: v.optional(fieldsOf<JournalApproval>({
    meaning: hex, at: v.number(), foreignKeys: v.optional(v.array(address)),
    reading: fieldsOf<JournalApproval['reading']>({ version: v.number(), sessionData: v.nullable(v.string()), allocations: v.array(allocation) }),
  })),
  ownKey: v.optional(fieldsOf<JournalOwnKey>({ key: address, until: v.number() })),
  startedAt: v.number(),
})

/** Whether everything that resuming a closing needs is there and has the right type. Unknown fields pass. */
export const isJournalRecord = (value: unknown): value is JournalRecord => v.is(record, value)
