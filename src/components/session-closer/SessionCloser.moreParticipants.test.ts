import { afterEach, expect, it } from 'vitest'
import { mountCloser, type MountedCloser } from '../../../test/helpers/mountCloser'
import { ALICE, BOB, CAROL, sampleSession } from '../../../test/helpers/sampleSession'

let closer: MountedCloser
afterEach(() => closer.wrapper.unmount())

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
