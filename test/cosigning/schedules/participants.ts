import { Wallet } from 'ethers'
import { parseAmount, type Address, type Allocation, type Hex } from '../../../src/core'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../../helpers/people'
import { CAROL, CAROL_KEY } from '../../helpers/togetherRig'
import { SPLITS } from './schedule'

const DAVE_KEY: Hex = `0x${'d4'.repeat(32)}`
const ERIN_KEY: Hex = `0x${'e5'.repeat(32)}`

/** The participants of schedules, by their index. */
export const PARTICIPANTS: readonly { readonly address: Address, readonly key: Hex }[] = [
  { address: ALICE, key: ALICE_KEY },
  { address: BOB, key: BOB_KEY },
  { address: CAROL, key: CAROL_KEY },
  { address: new Wallet(DAVE_KEY).address as Address, key: DAVE_KEY },
  { address: new Wallet(ERIN_KEY).address as Address, key: ERIN_KEY },
]

export function participantAt(index: number) {
  const participant = PARTICIPANTS[index]
  if (!participant) throw new RangeError(`There is no participant ${index}.`)
  return participant
}

/** Index of the participant with an address, in any spelling; -1 for somebody else. */
export const placeOf = (wallet: string): number => PARTICIPANTS.findIndex(({ address }) => address.toLowerCase() === wallet.toLowerCase())

/** The rows of a split for this many participants, zeros included. */
export const rowsOfSplit = (split: number, people: number): Allocation[] => Array.from({ length: people }, (_, index) =>
  ({ participant: participantAt(index).address, asset: 'usdc', amount: SPLITS[split]?.[index] ?? '0' }))

/** The same amounts in millionths, in the order of the participants. */
export const unitsOfSplit = (split: number, people: number): bigint[] => rowsOfSplit(split, people).map(({ amount }) => parseAmount(amount, 6))
