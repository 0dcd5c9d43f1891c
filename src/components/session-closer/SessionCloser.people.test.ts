import { afterEach, describe, expect, it } from 'vitest'
import { advance, mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { ALICE, BOB, CAROL, sampleReceipt, sampleSession } from '../../../test/helpers/sampleSession'

let closer: MountedCloser
const rows = () => closer.wrapper.findAll('.nitrolite-receivers li').map(element => element.text().replace(/\s+/g, ' '))
const controls = () => closer.wrapper.findAll('input, button:not(.nitrolite-session-id)').length

afterEach(() => closer.wrapper.unmount())

it.each<[string, (address: string) => unknown]>([
  ['throws', () => { throw new TypeError('The people are not loaded yet.') }],
  ['returns a number', () => 7],
  ['returns a promise', async () => 'Ann'],
])('a function for names that %s leaves the addresses, and the fields', async (_, names) => {
  closer = await mountCloser({ props: { names: names as never } })
  expect(closer.state()).toBe('editing')
  expect(closer.text()).toContain(BOB)
  await closer.startClosing()
  expect(closer.client.started).toHaveLength(1)
})

describe('a wallet that cannot close the session', () => {
  it('a participant without weight sees the split and who can close, and no fields', async () => {
    closer = await mountCloser({ initial: { account: BOB }, props: { names: { [ALICE]: 'Alice' } } })
    expect([closer.state(), controls()]).toEqual(['readonly', 0])
    expect(closer.text()).toContain('your signature has no weight in it. Only Alice can close this session.')
    expect(rows()).toEqual([`${BOB} (you)0.3 usdc`, `Alice ${ALICE}0.7 usdc`])
  })

  it('a wallet that is not a participant sees the split and who can close, and no fields', async () => {
    closer = await mountCloser({ initial: { account: CAROL } })
    expect([closer.state(), controls()]).toEqual(['readonly', 0])
    expect(closer.text()).toContain('the connected wallet does not take part in it. Only 0x7099…79C8 can close this session.')
  })

  it.each<[string, [number, number, number], string]>([
    ['one of two', [100, 100, 0], 'Ann or Ben can close this session.'],
    ['two together', [60, 40, 0], 'Closing needs signatures that weigh at least 100 together, from Ann (60) and Ben (40).'],
  ])('SessionCloser says who can close the session: %s', async (_, weights, expected) => {
    const people = [ALICE, BOB, CAROL].map((address, index) => ({ address, weight: weights[index] ?? 0 }))
    closer = await mountCloser({
      initial: { account: CAROL }, sessions: [sampleSession({ participants: people })], props: { names: { [ALICE]: 'Ann', [BOB]: 'Ben' } },
    })
    expect(closer.text()).toContain(expected)
  })

  it('the read-only view stays while the connection is lost, and becomes the form for a wallet with weight', async () => {
    closer = await mountCloser({ initial: { account: BOB } })
    closer.client.become({ status: 'reconnecting' })
    await settle()
    expect(closer.state()).toBe('readonly')
    closer.client.become({ status: 'ready', account: ALICE })
    await settle()
    expect(closer.state()).toBe('editing')
  })

  it('the read-only view can be replaced by a slot', async () => {
    closer = await mountCloser({ initial: { account: CAROL }, slots: { readonly: () => 'for others' } })
    expect(closer.text()).toContain('for others')
  })
})

describe('names of participants', () => {
  const names = { [ALICE.toLowerCase()]: 'Alice', [BOB]: ' Bob ' }

  it('names of participants are shown with the full address before anything is confirmed', async () => {
    closer = await mountCloser({ props: { names } })
    const hints = closer.wrapper.findAll('.nitrolite-hint').map(hint => hint.text().replace(/\s+/g, ' '))
    expect(hints).toEqual([`Alice ${ALICE}`, `Bob ${BOB}`])
    expect(closer.wrapper.findAll('label').map(label => label.text())).toEqual(['Your allocation', 'Counterparty allocation'])
  })

  it('the address of the counterparty is visible before confirming, also without names', async () => {
    closer = await mountCloser()
    expect(closer.wrapper.findAll('.nitrolite-hint').map(hint => hint.text())).toEqual([ALICE, BOB])
  })

  it('names of participants can come from a function, and reach the sentence, both lists and the labels', async () => {
    closer = await mountCloser({ props: { names: (address: string) => address === BOB ? 'Bob' : null } })
    await closer.click('Close application session')
    expect(closer.text()).toContain('You receive 0.7 usdc and Bob receives 0.3 usdc.')
    const confirmed = rows()
    expect(confirmed).toEqual([`${ALICE} (you)0.7 usdc`, `Bob ${BOB}0.3 usdc`])
    await closer.click('Confirm and close')
    await advance(closer, 'paid')
    expect(rows()).toEqual(['0x7099…79C8 (you)0.7 usdc', 'Bob 0x3C44…93BC0.3 usdc'])
  })

  it('names of participants label the fields of more than two participants', async () => {
    const people = [ALICE, BOB, CAROL].map((address, index) => ({ address, weight: index === 0 ? 100 : 0 }))
    closer = await mountCloser({ sessions: [sampleSession({ participants: people })], props: { names } })
    expect(closer.wrapper.findAll('label').map(label => label.text()))
      .toEqual(['Allocation of Alice (you)', 'Allocation of Bob', 'Allocation of 0x90F7…b906'])
  })

  it('a name that the label of a field contains is not repeated below the field', async () => {
    const people = [ALICE, BOB, CAROL].map((address, index) => ({ address, weight: index === 0 ? 100 : 0 }))
    closer = await mountCloser({ sessions: [sampleSession({ participants: people })], props: { names } })
    expect(closer.wrapper.findAll('.nitrolite-hint .nitrolite-name')).toHaveLength(0)
    expect(closer.wrapper.findAll('.nitrolite-hint .nitrolite-address').map(address => address.text())).toEqual([ALICE, BOB, CAROL])
  })
})

it('the result lists participants and assets in the same order as the confirmation, whatever the order of the payouts', async () => {
  const session = sampleSession({
    participants: [{ address: BOB, weight: 0 }, { address: CAROL, weight: 0 }, { address: ALICE, weight: 100 }],
    assets: ['usdc', 'weth'].map(symbol => ({ symbol, decimals: 6, scale: 6, total: '3' })),
    allocations: ['usdc', 'weth'].flatMap(asset => [BOB, CAROL, ALICE].map(participant => ({ participant, asset, amount: '1' }))),
  })
  closer = await mountCloser({ sessions: [session] })
  await closer.click('Close application session')
  expect(closer.text()).toContain('You receive 1 usdc and 1 weth. 0x3C44…93BC receives 1 usdc and 1 weth.')
  const amountsOf = () => closer.wrapper.findAll('.nitrolite-receivers li').map(row =>
    [row.get('.nitrolite-address').attributes('title'), ...row.findAll('.nitrolite-amount').map(amount => amount.text())])
  const confirmed = amountsOf()
  expect(confirmed.map(([address]) => address)).toEqual([ALICE, BOB, CAROL])
  await closer.click('Confirm and close')
  closer.client.started[0]?.progress.paid(sampleReceipt(session, {
    payouts: [...session.allocations].reverse().map((row, index) => ({ ...row, transactionId: String(index), createdAt: '' })),
  }))
  await settle()
  expect(amountsOf().map(([address]) => address)).toEqual([ALICE, BOB, CAROL])
  expect(new Set(amountsOf().flatMap(row => row.slice(1)))).toEqual(new Set(['1 usdc', '1 weth']))
})
