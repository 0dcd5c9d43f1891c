import { p256 } from '@noble/curves/p256'
import { expect, it } from 'vitest'
import { sampleParticipants, samplePortable } from '../../../../test/helpers/portableProposal'
import type { Hex } from '../../types'
import { resolveProposal } from '../portable'
import type { CloseProposal } from '../types'
import { yieldsTo } from './tieBreak'

const participants = sampleParticipants(2)
const BOXES = Array.from({ length: 40 }, (_, at): Hex => `0x${p256.ProjectivePoint.BASE.multiply(BigInt(at + 1)).toHex(true)}`)
const sample = resolveProposal(samplePortable(participants, { stamp: null }), participants)
const by = (submitter: number, box: number): CloseProposal => ({ ...sample, submitter: participants[submitter] ?? '', box: BOXES[box] ?? '0x' })

it('of two proposals that do the same, exactly one gives way, and the submitters decide which', () => {
  const isFirstWeaker = yieldsTo(by(0, 0), by(1, 1))
  expect(yieldsTo(by(1, 1), by(0, 0))).toBe(!isFirstWeaker)
})

it('a submitter cannot win by trying keys for replies', () => {
  const isFirstWeaker = yieldsTo(by(0, 0), by(1, 1))
  const outcomes = BOXES.slice(1).map((_, at) => [yieldsTo(by(0, 0), by(1, at + 1)), yieldsTo(by(1, 0), by(0, at + 1))])
  expect(outcomes).toEqual(outcomes.map(() => [isFirstWeaker, !isFirstWeaker]))
})

it('of two devices of one submitter, exactly one gives way', () => {
  expect([yieldsTo(by(0, 0), by(0, 1)), yieldsTo(by(0, 1), by(0, 0))].sort()).toEqual([false, true])
  expect(yieldsTo(by(0, 0), by(0, 0))).toBe(false)
})

it('a proposal never gives way to one that pays otherwise', () => {
  const other = { ...by(1, 1), rows: sample.rows.map(row => row.toReversed()) }
  expect([yieldsTo(by(0, 0), other), yieldsTo(other, by(0, 0))]).toEqual([false, false])
})
