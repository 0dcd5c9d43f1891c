import { describe, expect, it } from 'vitest'
import { ALICE, sampleSession } from '../../../../test/helpers/sampleSession'
import { describeError } from '../../../core/errors/errors'
import { closeBlocker, weightOf, type CloseSituation } from './closeBlocker'
import { englishLabels } from '../labels/english'

const fine: CloseSituation = {
  disabled: false,
  status: 'ready',
  connectionError: null,
  account: ALICE,
  session: sampleSession(),
  obstacle: null,
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

  it('says why the node would not let this wallet close it', () => {
    const obstacle = describeError('QUORUM_UNREACHABLE', { have: 50, need: 100 })
    expect(blocker({ obstacle })).toEqual({ text: 'The signatures at hand are not enough to close this session: they weigh 50 of 100. Other participants have to sign as well.', help: null })
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
