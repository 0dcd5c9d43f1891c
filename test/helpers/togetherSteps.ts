import { expect } from 'vitest'
import type { CoSigning, SharedProposal } from '../../src/core/cosigning/api'
import { REQUESTED, type Party, type startTogether } from './togetherRig'

/** An embedded ClearNode with a session of three participants. */
export type ClearnodeRig = ReturnType<typeof startTogether>

/** The same on any node. */
export type Rig = Pick<ReturnType<typeof startTogether>, 'sessionId' | 'settled' | 'passed' | 'paid'>

/** Longer than any proposal of these tests can be used, and than any payout is watched. */
export const LONG = 600_000
/** Each message needs a while, so that a test can act between two of them. */
export const SLOW = [{ kind: 'delay', at: { moment: 'sent', times: 1_000_000 }, ms: 100 }] as const
const FINAL: ReadonlySet<string> = new Set(['closed', 'superseded', 'failed', 'cancelled'])

export const request = ({ sessionId }: Rig, signWithin = 60_000) => ({ sessionId, allocations: REQUESTED, signWithin })
export const propose = (rig: Rig, { client }: Party, signWithin?: number): Promise<SharedProposal> => rig.settled(client.propose(request(rig, signWithin)))

export async function sign(rig: Rig, { client }: Party, text: string): Promise<{ review: CoSigning, reply: string }> {
  const review = await rig.settled(client.coSign(text))
  review.approve()
  return { review, reply: await rig.settled(review.sign()) }
}

/** Participants sign a proposal one after the other. @returns their replies */
export async function repliesOf(rig: Rig, text: string, parties: readonly Party[]): Promise<string[]> {
  const replies: string[] = []
  for (const party of parties) replies.push((await sign(rig, party, text)).reply)
  return replies
}

/** What a promise has become so far: `done`, the code of its error, or `open`. */
export function watch(work: PromiseLike<unknown>): { result: string } {
  const seen = { result: 'open' }
  work.then(() => { seen.result = 'done' }, (thrown: unknown) => { seen.result = String((thrown as { code?: string }).code ?? thrown) })
  return seen
}

export async function resultOf(rig: Rig, work: PromiseLike<unknown>): Promise<string> {
  const seen = watch(work)
  await rig.settled(work).catch(() => {})
  return seen.result
}

/** Lets everything end. Then every closing has ended, no record is left, and the session was paid as given. */
export async function expectEnd(rig: Rig, parties: readonly Party[], paid: readonly unknown[]): Promise<void> {
  await rig.passed(LONG)
  expect(rig.paid()).toEqual(paid)
  for (const { client, journal } of parties) {
    expect(client.closings.list().filter(({ state }) => !FINAL.has(state))).toEqual([])
    // What a person has approved may stay for a while, and which keys were made.
    expect((await journal.list()).filter(({ record }) => !record.approval && !record.ownKey)).toEqual([])
  }
}
