import { afterEach, describe, expect, it } from 'vitest'
import { createFakeClient } from '../../../test/helpers/fakeClient'
import { mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { ALICE, BOB, sampleId, sampleSession } from '../../../test/helpers/sampleSession'

let closer: MountedCloser
const yours = () => closer.field('Your allocation')
const values = () => [yours().value, closer.field('Counterparty allocation').value]

afterEach(() => closer.wrapper.unmount())

describe('reasons why closing is not possible', () => {
  const reason = () => document.getElementById(closer.button('Close application session').getAttribute('aria-describedby') ?? '')?.textContent.trim()

  it.each<[string, Parameters<typeof mountCloser>[0], string]>([
    ['switched off', { props: { disabled: true } }, 'Closing is currently switched off.'],
    ['switched off with a reason', { props: { disabled: 'The round is not over.' } }, 'The round is not over.'],
    ['nobody logged in', { initial: { status: 'open', account: null } }, 'No wallet is logged in.'],
    ['logging in', { initial: { status: 'authenticating' } }, 'Logging in…'],
    [
      'too little weight of all participants together',
      { sessions: [sampleSession({ participants: [{ address: ALICE, weight: 60 }, { address: BOB, weight: 39 }] })] },
      'their weight is 60, and 100 is needed. All participants together have only a weight of 99, so nobody can close this session.',
    ],
    [
      'a lower-case participant',
      { sessions: [sampleSession({ participants: [{ address: ALICE, weight: 50 }, { address: BOB.toLowerCase(), weight: 50 }] })] },
      `Its quorum needs ${BOB.toLowerCase()}, whose address is stored in lower case`,
    ],
  ])('SessionCloser shows why closing is not possible: %s', async (_, options, expected) => {
    const client = createFakeClient(options?.sessions ?? [sampleSession()], { ...options?.initial, status: 'ready' })
    closer = await mountCloser({ ...options, client })
    client.become({ status: 'ready', ...options?.initial })
    await settle()
    expect(closer.button('Close application session').disabled).toBe(true)
    expect(reason()).toContain(expected)
    closer.button('Close application session').click()
    await settle()
    expect(closer.state()).toBe('editing')
  })

  it('SessionCloser shows that there is no connection, and offers to connect', async () => {
    closer = await mountCloser()
    closer.client.become({ status: 'closed' })
    await settle()
    expect(reason()).toContain('Not connected to the node.')
    await closer.click('Connect')
    expect(closer.client.calls).toContain('connect')
    expect(closer.button('Close application session').disabled).toBe(false)
  })

  it('SessionCloser shows that the session has a status that is neither open nor closed, without a button to close it', async () => {
    closer = await mountCloser({ sessions: [sampleSession({ status: 'frozen' })] })
    expect(closer.state()).toBe('ended')
    expect(closer.text()).toContain('This session is not open: its status is frozen.')
    expect(closer.hasButton('Close application session')).toBe(false)
  })

  it('SessionCloser keeps edits but blocks closing when the totals of the session have changed, until the person starts again', async () => {
    closer = await mountCloser()
    await closer.type(yours(), '0.2')
    closer.client.known.set(sampleId(), sampleSession({
      assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '2' }],
      allocations: [
        { participant: ALICE, asset: 'usdc', amount: '1.5' },
        { participant: BOB, asset: 'usdc', amount: '0.5' },
      ],
    }))
    closer.client.emit('session', sampleId())
    await settle()
    expect(yours().value).toBe('0.2')
    expect(reason()).toContain('have changed since you started')
    await closer.click('Start again')
    expect(values()).toEqual(['1.5', '0.5'])
    expect(closer.button('Close application session').disabled).toBe(false)
  })

  it('SessionCloser shows that the split of the session has changed, and does not block closing', async () => {
    closer = await mountCloser()
    closer.client.known.set(sampleId(), sampleSession({
      allocations: [
        { participant: ALICE, asset: 'usdc', amount: '0.1' },
        { participant: BOB, asset: 'usdc', amount: '0.9' },
      ],
    }))
    closer.client.emit('session', sampleId())
    await settle()
    expect(values()).toEqual(['0.7', '0.3'])
    expect(closer.text()).toContain('has changed in the meantime')
    expect(closer.button('Close application session').disabled).toBe(false)
  })
})
