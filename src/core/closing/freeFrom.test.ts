import { expect, it } from 'vitest'
import { known, planTogether, sharedDraft } from '../../../test/helpers/knownClosing'
import { ALICE, BOB } from '../../../test/helpers/scriptedProtocol'
import type { NitroliteError } from '../errors/errors'
import type { JournalEntry } from '../journal/journal'
import type { Address } from '../types'
import { type FreeFromContext, failWithConflict } from './freeFrom'
import { keptDraft, recordOf } from './record'

const NOW = 5_000
const timers = { now: () => NOW, elapsed: () => 1_000_000 }

/** Alice collects signatures for 10 seconds. The journal holds it under the key of the session. */
const collecting: JournalEntry = {
  revision: '1',
  record: { ...recordOf(known({}), planTogether('submitter'), { draft: keptDraft(sharedDraft([]), timers as never) }), closingId: 'other' },
}

/** A client whose journal answers so for the key of the session, and has nothing else. */
function conflictOf(wallet: Address | null, plan: ReturnType<typeof planTogether> | null, read: () => Promise<JournalEntry | null>) {
  const journal = { read: (key: string) => key.includes('/', key.indexOf('#')) ? Promise.resolve(null) : read() }
  const context = { url: 'wss://node.example', journal, timers } as unknown as FreeFromContext & Parameters<typeof failWithConflict>[0]
  const { id, sessionId } = known({})
  return failWithConflict(context, { id, sessionId, plan }, wallet).catch(({ code, info: { data } }: NitroliteError) => [code, data])
}

it('a wallet that is blocked by its own proposal is free once it stops collecting', async () => {
  expect(await conflictOf(ALICE, planTogether('co-signer'), () => Promise.resolve(collecting))).toEqual(['PROPOSAL_CONFLICT', { freeFrom: NOW + 10_000 }])
})

it('signatures that another wallet collects block a submitter, but not a co-signer', async () => {
  expect(await conflictOf(BOB, planTogether('submitter'), () => Promise.resolve(collecting))).toEqual(['PROPOSAL_CONFLICT', { freeFrom: NOW + 10_000 }])
  for (const plan of [planTogether('co-signer'), null]) {
    expect(await conflictOf(BOB, plan, () => Promise.resolve(collecting))).toEqual(['PROPOSAL_CONFLICT', {}])
  }
})

it('PROPOSAL_CONFLICT names no time if the journal fails, or holds no other record of the session', async () => {
  expect(await conflictOf(ALICE, null, () => Promise.reject(new Error('The disk is gone.')))).toEqual(['PROPOSAL_CONFLICT', {}])
  expect(await conflictOf(ALICE, null, () => Promise.resolve(null))).toEqual(['PROPOSAL_CONFLICT', {}])
})
