import { afterEach, describe, expect, it } from 'vitest'
import { mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { ALICE, BOB, sampleSession } from '../../../test/helpers/sampleSession'
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
