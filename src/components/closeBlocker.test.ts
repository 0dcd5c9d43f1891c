import { describe, expect, it } from 'vitest'
import { ALICE, BOB, sampleSession } from '../../test/support/sampleSession'
import { describeError } from '../core/errors'
import { closeBlocker, weightOf, type CloseSituation } from './closeBlocker'
import { englishLabels } from './englishLabels'

const fine: CloseSituation = {
  disabled: false,
  status: 'ready',
  connectionError: null,
  account: ALICE,
  session: sampleSession(),
  stale: false,
  findings: [],
  isMarked: false,
}
const blocker = (change: Partial<CloseSituation> = {}) => closeBlocker({ ...fine, ...change }, englishLabels)

describe('closeBlocker', () => {
  it('finds nothing where all is well', () => {
    expect(blocker()).toBeNull()
  })

  it('names the reason of the app before all others', () => {
    expect(blocker({ disabled: 'Later.', status: 'closed', stale: true })?.text).toBe('Later.')
  })

  it('says why there is no connection, and offers one', () => {
    expect(blocker({ status: 'idle' })).toEqual({ text: 'Not connected to the node.', help: 'connect' })
    const error = describeError('CONNECTION_FAILED', { url: 'wss://node.example', closeCode: 1006 })
    expect(blocker({ status: 'closed', connectionError: error })).toEqual({ text: `${error.what} ${error.fix}`, help: 'connect' })
    expect(blocker({ status: 'reconnecting', connectionError: error })).toEqual({ text: 'Connecting to the node…', help: null })
  })

  it('of an ended session names only that', () => {
    const session = sampleSession({ status: 'closed' })
    expect(blocker({ session, status: 'closed', account: null })?.text).toContain('its status is closed')
  })

  it('a lower-case participant matters only where the quorum needs it', () => {
    const lower = { address: BOB.toLowerCase(), weight: 50 }
    const enough = sampleSession({ participants: [{ address: ALICE, weight: 100 }, lower] })
    expect(blocker({ session: enough })).toBeNull()
    const short = sampleSession({ participants: [{ address: ALICE, weight: 50 }, lower] })
    expect(blocker({ session: short })?.text).toContain('stored in lower case')
    // Digits alone have no case.
    const digits = { address: `0x${'1'.repeat(40)}`, weight: 50 }
    const digital = sampleSession({ participants: [{ address: ALICE, weight: 50 }, digits] })
    expect(blocker({ session: digital })?.text).toContain('Your signature weighs 50 of the 100 needed.')
  })

  it('a session without assets has nothing to pay out', () => {
    expect(blocker({ session: sampleSession({ assets: [], allocations: [] }) })?.text).toContain('holds nothing')
  })

  it('shows a finding, or points at the field that shows it', () => {
    const findings = [{ info: describeError('ALLOCATIONS_EMPTY') }]
    expect(blocker({ findings })?.text).toContain(findings[0]?.info.what)
    expect(blocker({ findings, isMarked: true })?.text).toBe('Correct the marked field first.')
  })

  it('offers to start again when totals have changed', () => {
    expect(blocker({ stale: true })?.help).toBe('startAgain')
  })
})

it('counts a weight only for the address exactly as it is stored', () => {
  expect(weightOf(sampleSession(), ALICE)).toBe(100)
  expect(weightOf(sampleSession(), ALICE.toLowerCase())).toBe(0)
  expect(weightOf(sampleSession(), null)).toBe(0)
})
