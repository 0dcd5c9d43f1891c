import { expect, it } from 'vitest'
import type { Hex } from '../../types'
import type { SealedReply } from '../types'
import { MOST_ERRORS_OF_ONE, MOST_KEYS_OF_ONE, ReplyLimit } from './replyLimit'

const [ROUND, NEXT_ROUND] = [20_000, 80_000]
const reply = (sealed: Hex = '0xaa'): SealedReply => ({ proposalId: '0x01', participant: 1, sealed })
/** How many of a hundred calls are admitted. */
const admitted = (call: () => boolean): number => Array.from({ length: 100 }, call).filter(Boolean).length

it('of one participant, only a few keys are looked up and a few errors are reported in a round, and the others are not affected', () => {
  const limit = new ReplyLimit()
  limit.isWanted(reply(), ROUND)
  expect([admitted(() => limit.admitsKey(1)), admitted(() => limit.admitsError(1))]).toEqual([MOST_KEYS_OF_ONE, MOST_ERRORS_OF_ONE])
  expect([limit.admitsKey(2), limit.admitsError(2)]).toEqual([true, true])
})

it('what was counted in one round does not count in the next round, which may have the same bytes', () => {
  const limit = new ReplyLimit()
  limit.isWanted(reply(), ROUND)
  admitted(() => limit.admitsKey(1))
  admitted(() => limit.admitsError(1))
  limit.noteTaken(reply())
  expect([limit.isWanted(reply(), ROUND), limit.admitsKey(1), limit.admitsError(1)]).toEqual([false, false, false])
  expect([limit.isWanted(reply(), NEXT_ROUND), limit.admitsKey(1), limit.admitsError(1)]).toEqual([true, true, true])
})

it('a reply that was taken is not opened again, and one that could not be read is', () => {
  const limit = new ReplyLimit()
  const [taken, unread] = [reply(), reply('0xbb')]
  limit.isWanted(taken, ROUND)
  limit.noteTaken(taken)
  expect([limit.isWanted(unread, ROUND), limit.isWanted(unread, ROUND), limit.isWanted(taken, ROUND)]).toEqual([true, true, false])
})

it('a key that the node could not be asked about does not count towards the limit of replies', () => {
  const limit = new ReplyLimit()
  limit.isWanted(reply(), ROUND)
  admitted(() => limit.admitsKey(1))
  limit.forgetKey(1)
  expect([limit.admitsKey(1), limit.admitsKey(1)]).toEqual([true, false])
})
