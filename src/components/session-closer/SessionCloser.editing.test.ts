import { afterEach, describe, expect, it } from 'vitest'
import { mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { ALICE, BOB, CAROL, sampleSession } from '../../../test/helpers/sampleSession'
import type { Allocation } from '../../core/sessions/types'

let closer: MountedCloser
const yours = (nth = 0) => closer.field('Your allocation', nth)
const theirs = (nth = 0) => closer.field('Counterparty allocation', nth)
const values = () => [yours().value, theirs().value]
const last = (event: string): Allocation[] => closer.wrapper.emitted<[Allocation[]]>(event)?.at(-1)?.[0] ?? []
const amounts = (event: string) => last(event).map(({ amount }) => amount)

afterEach(() => closer.wrapper.unmount())

const slide = async (position: number) => {
  closer.slider().value = String(position)
  closer.slider().dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}

describe('two participants', () => {
  it('SessionCloser shows an amount field for each of two participants, the total and whose signature is enough', async () => {
    closer = await mountCloser()
    expect(values()).toEqual(['0.7', '0.3'])
    expect(closer.text()).toContain('usdc total 1 what this session holds')
    expect(closer.text()).toContain('Your signature is enough (100 of 100)')
    expect(closer.text()).toContain('0x0000…0001')
  })

  it('SessionCloser puts the amount field of the connected wallet first, whatever the order in the session', async () => {
    const participants = [{ address: ALICE, weight: 0 }, { address: BOB, weight: 100 }]
    closer = await mountCloser({ initial: { account: BOB }, sessions: [sampleSession({ participants })] })
    const labels = closer.wrapper.findAll('label').map(element => element.text())
    expect(labels).toEqual(['Your allocation', 'Counterparty allocation'])
    expect(values()).toEqual(['0.3', '0.7'])
  })

  it('SessionCloser labels amount fields with addresses while nobody is logged in', async () => {
    closer = await mountCloser({ initial: { status: 'open', account: null } })
    expect(closer.wrapper.findAll('label').map(element => element.text()))
      .toEqual(['Allocation of 0x7099…79C8', 'Allocation of 0x3C44…93BC'])
    expect(closer.hasButton('All to me')).toBe(false)
  })

  it('SessionCloser keeps the sum of two linked amounts, and emits update:allocations with every edit', async () => {
    closer = await mountCloser()
    await closer.type(yours(), '0.25')
    expect(values()).toEqual(['0.25', '0.75'])
    expect(amounts('update:allocations')).toEqual(['0.25', '0.75'])
    await closer.type(theirs(), '1')
    expect(values()).toEqual(['0', '1'])
    expect(closer.wrapper.emitted('commit')).toHaveLength(1)
  })

  it('SessionCloser does not rewrite an amount while a person types it, and makes it canonical when its field loses the focus', async () => {
    closer = await mountCloser()
    for (const text of ['', '0', '0.', '0.5', '0.50', '00.500']) {
      await closer.type(yours(), text)
      expect(yours().value).toBe(text)
    }
    expect(theirs().value).toBe('0.5')
    yours().blur()
    await settle()
    expect(values()).toEqual(['0.5', '0.5'])
    expect(amounts('commit')).toEqual(['0.5', '0.5'])
  })

  it('SessionCloser reads a comma as a decimal point, and ignores spaces around a pasted amount', async () => {
    closer = await mountCloser()
    await closer.type(yours(), ' 0,125 ')
    expect(values()).toEqual([' 0,125 ', '0.875'])
    await closer.press(yours(), 'Enter')
    expect(yours().value).toBe('0.125')
  })

  it.each(['1.5.2', '0.0000001', '1.1', '-0.1', 'half', '1,000.5', '1e-1', '1,000'])(
    'SessionCloser marks the typed amount “%s” as invalid, changes no amount and disables closing', async text => {
      closer = await mountCloser()
      await closer.type(yours(), text)
      expect(values()).toEqual([text, '0.3'])
      expect(amounts('update:allocations')).toEqual(['0.7', '0.3'])
      expect(yours().getAttribute('aria-invalid')).toBe('true')
      const problem = document.getElementById(yours().getAttribute('aria-describedby') ?? '')
      expect(problem?.textContent.trim().length).toBeGreaterThan(10)
      expect(closer.wrapper.attributes()).toHaveProperty('data-invalid')
      const button = closer.button('Close application session')
      expect(button.disabled).toBe(true)
      expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent)
        .toContain('Correct the marked field first.')

      yours().blur()
      await settle()
      expect(yours().value).toBe(text)
      await closer.type(yours(), '0.6')
      expect(yours().hasAttribute('aria-invalid')).toBe(false)
      expect(closer.button('Close application session').disabled).toBe(false)
    },
  )

  it('arrow keys change the last typed decimal of an amount by one, and by ten with Shift or the page keys', async () => {
    closer = await mountCloser()
    await closer.type(yours(), '0.79')
    await closer.press(yours(), 'ArrowUp')
    expect(values()).toEqual(['0.8', '0.2'])
    await closer.press(yours(), 'ArrowUp')
    expect(values()).toEqual(['0.81', '0.19'])
    await closer.press(yours(), 'ArrowDown', { shiftKey: true })
    expect(values()).toEqual(['0.71', '0.29'])
    await closer.press(yours(), 'PageUp')
    expect(values()).toEqual(['0.81', '0.19'])
    for (let press = 0; press < 5; press += 1) await closer.press(yours(), 'PageUp')
    expect(values()).toEqual(['1', '0'])
  })

  it('an amount field does not handle Home, End and other keys', async () => {
    closer = await mountCloser()
    for (const key of ['Home', 'End', 'ArrowLeft', '1']) {
      expect((await closer.press(yours(), key)).defaultPrevented).toBe(false)
    }
    expect((await closer.press(yours(), 'ArrowUp', { altKey: true })).defaultPrevented).toBe(false)
    expect(values()).toEqual(['0.7', '0.3'])
  })

  it('Enter in an amount field commits the edit and never signs', async () => {
    closer = await mountCloser()
    await closer.type(yours(), '0.40')
    const event = await closer.press(yours(), 'Enter')
    expect(event.defaultPrevented).toBe(true)
    expect(yours().value).toBe('0.4')
    expect(closer.state()).toBe('editing')
    expect(closer.client.started).toHaveLength(0)
  })

  it('the slider changes both amount fields, and its ends mean exactly nothing and everything', async () => {
    closer = await mountCloser()
    expect(closer.slider().value).toBe('700')
    expect(closer.slider().getAttribute('aria-valuetext')).toBe('70 %, 0.7 usdc')
    await slide(250)
    expect(values()).toEqual(['0.25', '0.75'])
    expect(closer.wrapper.emitted('commit')).toBeUndefined()
    closer.slider().dispatchEvent(new Event('change', { bubbles: true }))
    expect(amounts('commit')).toEqual(['0.25', '0.75'])
    await slide(1000)
    expect(values()).toEqual(['1', '0'])
    await slide(0)
    expect(values()).toEqual(['0', '1'])
    await closer.type(yours(), '0.9')
    expect(closer.slider().value).toBe('900')
  })

  it('presets change both amount fields and commit the edit', async () => {
    closer = await mountCloser()
    await closer.click('All to me')
    expect(values()).toEqual(['1', '0'])
    await closer.click('All to them')
    expect(values()).toEqual(['0', '1'])
    await closer.click('Half')
    expect(values()).toEqual(['0.5', '0.5'])
    await closer.click('Unchanged')
    expect(values()).toEqual(['0.7', '0.3'])
    expect(amounts('commit')).toEqual(['0.7', '0.3'])
    expect(closer.hasButton('Back to the funders')).toBe(false)
  })

  it('SessionCloser offers to give everything back to the funders when the deposits match the totals', async () => {
    closer = await mountCloser({ props: { deposits: { [BOB]: { usdc: '1' } } } })
    await closer.click('Back to the funders')
    expect(values()).toEqual(['0', '1'])
    await closer.wrapper.setProps({ deposits: { [BOB]: { usdc: '2' } } })
    expect(closer.hasButton('Back to the funders')).toBe(false)
  })

  it('SessionCloser offers only the presets of the presets prop', async () => {
    closer = await mountCloser({ props: { presets: ['half'] } })
    expect(closer.wrapper.findAll('[data-preset]').map(element => element.text())).toEqual(['Half'])
    await closer.wrapper.setProps({ presets: [] })
    expect(closer.wrapper.find('[role=group]').exists()).toBe(false)
  })
})

it('SessionCloser edits several assets independently', async () => {
  closer = await mountCloser({
    sessions: [sampleSession({
      assets: [
        { symbol: 'usdc', decimals: 6, scale: 6, total: '1' },
        { symbol: 'weth', decimals: 18, scale: 18, total: '0.000000000000000003' },
      ],
      allocations: [
        { participant: ALICE, asset: 'usdc', amount: '0.7' },
        { participant: BOB, asset: 'usdc', amount: '0.3' },
        { participant: ALICE, asset: 'weth', amount: '0' },
        { participant: BOB, asset: 'weth', amount: '0.000000000000000003' },
      ],
    })],
  })
  await closer.type(yours(1), '0.000000000000000001')
  expect(values()).toEqual(['0.7', '0.3'])
  expect([yours(1).value, theirs(1).value]).toEqual(['0.000000000000000001', '0.000000000000000002'])
  expect(last('update:allocations')).toHaveLength(4)
})

describe('more participants', () => {
  const three = sampleSession({
    participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }, { address: CAROL, weight: 0 }],
    allocations: [
      { participant: ALICE, asset: 'usdc', amount: '0.5' },
      { participant: BOB, asset: 'usdc', amount: '0.3' },
      { participant: CAROL, asset: 'usdc', amount: '0.2' },
    ],
  })
  const alice = () => closer.field('Allocation of 0x7099…79C8 (you)')
  const bob = () => closer.field('Allocation of 0x3C44…93BC')
  const carol = () => closer.field('Allocation of 0x90F7…b906')

  it('SessionCloser shows one amount field for each of three participants, and derives the marked remainder', async () => {
    closer = await mountCloser({ sessions: [three] })
    expect(carol().readOnly).toBe(true)
    expect(carol().closest('[data-remainder]')?.textContent).toContain('remainder')
    await closer.type(alice(), '0.6')
    expect([alice().value, bob().value, carol().value]).toEqual(['0.6', '0.3', '0.1'])
    await closer.type(bob(), '0.5')
    expect(bob().getAttribute('aria-invalid')).toBe('true')
    expect(carol().value).toBe('0.1')
  })

  it('SessionCloser lets a person make another participant’s field the remainder', async () => {
    closer = await mountCloser({ sessions: [three] })
    await closer.wrapper.get('[aria-label="Gets the rest of usdc: 0x3C44…93BC"]').trigger('click')
    expect([bob().readOnly, carol().readOnly]).toEqual([true, false])
    await closer.type(carol(), '0')
    expect([alice().value, bob().value, carol().value]).toEqual(['0.5', '0.5', '0'])
  })

  it('SessionCloser locks a row, so that its amount stays while others are edited and presets are chosen', async () => {
    closer = await mountCloser({ sessions: [three] })
    const lockOf = (name: string) => closer.wrapper.get(`button[aria-label="Lock usdc: ${name}"]`)
    await lockOf('0x3C44…93BC').trigger('click')
    expect([lockOf('0x3C44…93BC').attributes('aria-pressed'), lockOf('0x90F7…b906').attributes('aria-pressed')]).toEqual(['true', 'false'])
    expect([bob().readOnly, bob().closest('.nitrolite-field')?.textContent]).toEqual([true, expect.stringContaining('Keeps this amount.')])
    expect(closer.wrapper.find('[aria-label="Gets the rest of usdc: 0x3C44…93BC"]').exists()).toBe(false)
    await closer.press(bob(), 'ArrowUp')
    await closer.click('Equal shares')
    expect([alice().value, bob().value, carol().value]).toEqual(['0.35', '0.3', '0.35'])
    await closer.type(alice(), '0.71')
    expect(alice().getAttribute('aria-invalid')).toBe('true')
    await lockOf('0x3C44…93BC').trigger('click')
    expect([lockOf('0x3C44…93BC').attributes('aria-pressed'), bob().readOnly]).toEqual(['false', false])
  })

  it('SessionCloser gives the remainder to another participant when its row is locked, and cannot lock the last row', async () => {
    closer = await mountCloser({ sessions: [three] })
    const lockOf = (name: string) => closer.wrapper.get<HTMLButtonElement>(`button[aria-label="Lock usdc: ${name}"]`)
    await lockOf('0x90F7…b906').trigger('click')
    expect([alice(), bob(), carol()].map(field => field.closest('[data-remainder]') !== null)).toEqual([false, true, false])
    await lockOf('0x7099…79C8').trigger('click')
    expect(lockOf('0x3C44…93BC').element.disabled).toBe(true)
    expect([alice().value, bob().value, carol().value]).toEqual(['0.5', '0.3', '0.2'])
  })

  it('SessionCloser has no locks in a session of two', async () => {
    closer = await mountCloser()
    expect(closer.wrapper.find('.nitrolite-lock').exists()).toBe(false)
  })

  it.each([[11, false], [12, true]])('SessionCloser with %i participants lets the browser skip the fields that are out of sight: %s', async (count, isExpected) => {
    const others = Array.from({ length: count - 1 }, (_, index) => `0x${(index + 1).toString(16).padStart(40, '0')}`)
    const participants = [ALICE, ...others].map((address, index) => ({ address, weight: index === 0 ? 100 : 0 }))
    const allocations = participants.map(({ address }, index) => ({ participant: address, asset: 'usdc', amount: index === 0 ? '1' : '0' }))
    closer = await mountCloser({ sessions: [sampleSession({ participants, allocations })] })
    expect(closer.wrapper.findAll('.nitrolite-fields input')).toHaveLength(count)
    expect('data-many' in closer.wrapper.get('.nitrolite-fields').attributes()).toBe(isExpected)
  })

  it('SessionCloser ignores keys in the remainder field, and offers the presets for three participants', async () => {
    closer = await mountCloser({ sessions: [three] })
    await closer.press(carol(), 'ArrowUp')
    expect(carol().value).toBe('0.2')
    expect(closer.wrapper.findAll('[data-preset]').map(element => element.text()))
      .toEqual(['All to me', 'Equal shares', 'All to 0x3C44…93BC', 'All to 0x90F7…b906', 'By percent…', 'By points…', 'Unchanged'])
    expect(closer.wrapper.find('input[type=range]').exists()).toBe(false)
  })
})
