import { describe, expect, it } from 'vitest'
import { ALICE, sampleSession } from '../../../../test/helpers/sampleSession'
import { describeError, type NitroliteErrorInfo } from '../../../core/errors/errors'
import { closeBlocker, connectionBlocker, loginBlocker, weightOf, type CloseSituation } from './closeBlocker'
import { englishLabels } from '../../../texts/englishLabels'

const labels = { ...englishLabels, error: (info: NitroliteErrorInfo) => info }

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
  isUnfinished: false,
}
const blocker = (change: Partial<CloseSituation> = {}) => closeBlocker({ ...fine, ...change }, labels)

it('the weight of a wallet is found however the session spells its address', () => {
  const session = sampleSession()
  const lowerCase = { ...session, participants: session.participants.map(each => ({ ...each, address: each.address.toLowerCase() as typeof ALICE })) }
  expect([weightOf(session, ALICE, null), weightOf(lowerCase, ALICE, null), weightOf(session, ALICE.toLowerCase() as typeof ALICE, null)])
    .toEqual([100, 100, 100])
  expect([weightOf(session, '0x90F79bf6EB2c4f870365E785982E1f101E93b906', null), weightOf(session, null, null)]).toEqual([0, 0])
})

it('the weight of a wallet is what the node would count if the node compares addresses as text', () => {
  const session = sampleSession()
  expect(weightOf(session, ALICE, describeError('SESSION_PARTICIPANT_LOWER_CASE', { participant: ALICE.toLowerCase() }))).toBe(0)
  expect(weightOf(session, ALICE, describeError('QUORUM_UNREACHABLE', { have: 40, need: 100 }))).toBe(40)
})

describe('a page that is out of date', () => {
  const outdated = describeError('PAGE_OUTDATED')

  it.each(['idle', 'connecting', 'open', 'authenticating', 'ready', 'reconnecting', 'closed'] as const)(
    'a page that is out of date offers to reload it while the status is %s, and prevents closing', (status) => {
      const help = { text: expect.stringContaining('This page is out of date. Reload it.'), help: 'reload' }
      expect(blocker({ status, connectionError: outdated })).toEqual(help)
      expect(connectionBlocker(status, outdated, labels)).toEqual(help)
      expect(loginBlocker(status, outdated, labels)).toEqual(help)
    })
})

describe('closeBlocker', () => {
  it('closeBlocker finds no blocker if nothing prevents closing', () => {
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

  it.each(['connecting', 'authenticating'] as const)('closeBlocker offers to cancel while the status is %s', status => {
    expect(blocker({ status })).toMatchObject({ help: 'cancelConnecting' })
  })

  it('closeBlocker tells a person to look at the wallet while logging in', () => {
    expect(blocker({ status: 'authenticating' })?.text).toBe('Logging in… If your wallet asks, look there and confirm.')
  })

  it('closeBlocker says that the person declined to log in, and offers to connect', () => {
    expect(blocker({ status: 'closed', connectionError: describeError('WALLET_REJECTED') }))
      .toEqual({ text: 'You declined to log in.', help: 'connect' })
  })

  it('closeBlocker does not repeat that there is no connection after connecting was cancelled', () => {
    expect(blocker({ status: 'closed', connectionError: describeError('NOT_CONNECTED') })?.text).toBe('Not connected to the node.')
  })

  it('closeBlocker says that the app has no wallet when nobody can log in', () => {
    expect(blocker({ status: 'open', account: null, connectionError: describeError('SIGNER_MISSING') })?.text)
      .toBe('This page has no wallet to log in with.')
  })

  it.each(['idle', 'connecting', 'open', 'authenticating', 'ready', 'reconnecting', 'closed'] as const)(
    'closeBlocker offers a button for a closing that waits for its wallet while the status is %s', status => {
      expect(loginBlocker(status, null, labels).help).not.toBeNull()
      expect(loginBlocker(status, null, labels).text).not.toBe('')
    })

  it('closeBlocker shows only that the session is closed, not that there is no connection', () => {
    const session = sampleSession({ status: 'closed' })
    expect(blocker({ session, status: 'closed', account: null })?.text).toContain('its status is closed')
  })

  it('closeBlocker says why the node would not let this wallet close the session', () => {
    const sessionBlocker = describeError('QUORUM_UNREACHABLE', { have: 50, need: 100 })
    expect(blocker({ sessionBlocker })).toEqual({ text: 'There are not enough signatures to close this session: their weight is 50, and 100 is needed. Other participants have to sign as well.', help: null })
  })

  it.each(['SESSION_KEY_WRONG_APPLICATION', 'SESSION_PARTICIPANT_LOWER_CASE'] as const)(
    'closeBlocker adds the advice to a reason that nobody can act on without it: %s',
    (code) => {
      const sessionBlocker = describeError(code)
      expect(blocker({ sessionBlocker })?.text).toContain(sessionBlocker.fix)
    },
  )

  it('closeBlocker says that a session without assets has nothing to pay out', () => {
    expect(blocker({ session: sampleSession({ assets: [], allocations: [] }) })?.text).toContain('holds nothing')
  })

  it('closeBlocker shows a finding of the validation, or refers to the field that shows it', () => {
    const findings = [{ info: describeError('ALLOCATIONS_EMPTY') }]
    expect(blocker({ findings })?.text).toContain(findings[0]?.info.what)
    expect(blocker({ findings, isMarked: true })).toMatchObject({ text: 'Correct the marked field first.', isAboutTyping: true })
    expect(blocker({ isUnfinished: true })).toMatchObject({ text: 'Enter every amount first.', isAboutTyping: true })
  })

  it('closeBlocker offers to start again when the totals have changed', () => {
    expect(blocker({ isStale: true })?.help).toBe('startAgain')
  })
})
