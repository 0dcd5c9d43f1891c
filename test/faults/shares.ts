import { ALICE, BOB, split } from '../helpers/people'

/** What Bob receives of 1 usdc, by what Alice receives. */
const REST: Readonly<Record<string, string>> = { '0.7': '0.3', '0.2': '0.8', '1': '0' }

/** The allocations that give Alice this share of 1 usdc and Bob the rest. */
export const allocationsFor = (share: string) => split([ALICE, share], [BOB, REST[share] ?? '0'])
