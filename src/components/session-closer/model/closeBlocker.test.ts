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
  sessionBlocker: null,
  isStale: false,
  findings: [],
  isMarked: false,
}
const blocker = (change: Partial<CloseSituation> = {}) => closeBlocker({ ...fine, ...change }, englishLabels)

describe('closeBlocker', () => {
  it('closeBlocker finds no blocker where nothing prevents closing', () => {
    expect(blocker()).toBeNull()
  })

  it('closeBlocker shows the reason of the app before all others', () => {
    expect(blocker({ disabled: 'Later.', status: 'closed', isStale: true })?.text).toBe('Later.')
  })

  it('closeBlocker says why there is no connection, and offers to connect', () => {
    expect(blocker({ status: 'idle' })).toEqual({ text: 'Not connected to the node.', help: 'connect' })
    const error = describeError('CONNECTION_FAILED', { url: 'wss://node.example', closeCode: 1006 })
    expect(blocker({ status: 'closed', connectionError: error })).toEqual({ text: `${error.what} ${error.fix}`, help: 'connect' })
    expect(blocker({ status: 'reconnecting', connectionError: error })).toEqual({ text: 'Connecting to the node…', help: null })
  })

  it('closeBlocker shows only that the session is closed, not that there is no connection', () => {
    const session = sampleSession({ status: 'closed' })
    expect(blocker({ session, status: 'closed', account: null })?.text).toContain('its status is closed')
  })

  it('closeBlocker says why the node would not let this wallet close the session', () => {
    const sessionBlocker = describeError('QUORUM_UNREACHABLE', { have: 50, need: 100 })
    expect(blocker({ sessionBlocker })).toEqual({ text: 'The signatures at hand are not enough to close this session: they weigh 50 of 100. Other participants have to sign as well.', help: null })
  })

  it('closeBlocker says that a session without assets has nothing to pay out', () => {
    expect(blocker({ session: sampleSession({ assets: [], allocations: [] }) })?.text).toContain('holds nothing')
  })

  it('closeBlocker shows a finding of the validation, or refers to the field that shows it', () => {
    const findings = [{ info: describeError('ALLOCATIONS_EMPTY') }]
    expect(blocker({ findings })?.text).toContain(findings[0]?.info.what)
    expect(blocker({ findings, isMarked: true })?.text).toBe('Correct the marked field first.')
  })

  it('closeBlocker offers to start again when the totals have changed', () => {
    expect(blocker({ isStale: true })?.help).toBe('startAgain')
  })
})

it('weightOf finds a weight only for the address exactly as the session stores it', () => {
  expect(weightOf(sampleSession(), ALICE)).toBe(100)
  expect(weightOf(sampleSession(), ALICE.toLowerCase())).toBe(0)
  expect(weightOf(sampleSession(), null)).toBe(0)
})
