import { afterEach, expect, it } from 'vitest'
import { mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { ALICE, BOB, CAROL, sampleSession } from '../../../test/helpers/sampleSession'
import type { Allocation } from '../../core/sessions/types'

let closer: MountedCloser

const three = sampleSession({
  participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }, { address: CAROL, weight: 0 }],
  allocations: [
    { participant: ALICE, asset: 'usdc', amount: '0.5' }, { participant: BOB, asset: 'usdc', amount: '0.3' }, { participant: CAROL, asset: 'usdc', amount: '0.2' },
  ],
})
const names = { [ALICE]: 'Alice', [BOB]: 'Bob', [CAROL]: 'Carol' }
const part = (name: string) => closer.field(name)
const amounts = () => closer.wrapper.findAll<HTMLInputElement>('.nitrolite-fields .nitrolite-input').map(({ element }) => element.value)
const described = (element: Element): string => document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent.trim() ?? ''
const apply = () => closer.button('Apply')

afterEach(() => closer.wrapper.unmount())

async function open(button: string, sessions = [three], props: Record<string, unknown> = {}): Promise<void> {
  closer = await mountCloser({ sessions, props: { names, ...props } })
  await closer.click(button)
}

it('SessionCloser divides an asset by percentages only when they add up to exactly 100, and says what is missing', async () => {
  await open('By percent…')
  expect([document.activeElement, closer.button('By percent…').getAttribute('aria-expanded')]).toEqual([part('Alice (you)'), 'true'])
  await closer.type(part('Alice (you)'), '33.3333333')
  await closer.type(part('Bob'), '33.3333333')
  expect([apply().disabled, described(apply())]).toEqual([true, 'Sum: 66.6666666 %. It must be 100 %, so 33.3333334 % is missing.'])
  await closer.type(part('Carol'), '40')
  expect([apply().disabled, described(apply())]).toEqual([true, 'Sum: 106.6666666 %. It must be 100 %, so 6.6666666 % is too much.'])
  expect(amounts()).toEqual(['0.5', '0.3', '0.2'])
  await closer.type(part('Carol'), '33.3333334')
  expect([apply().disabled, described(part('Alice (you)')), described(part('Carol'))]).toEqual([false, '0.333333 usdc', '0.333334 usdc'])
  expect(closer.text()).toContain('the smallest units left over go one by one to those who lost the most by rounding')

  await closer.click('Apply')
  expect([amounts(), closer.wrapper.find('.nitrolite-division').exists()]).toEqual([['0.333333', '0.333333', '0.333334'], false])
  expect(document.activeElement).toBe(closer.button('By percent…'))
  expect(closer.wrapper.emitted<[Allocation[]]>('commit')?.at(-1)?.[0].map(({ amount }) => amount)).toEqual(amounts())
})

it('SessionCloser divides an asset by points with Enter, and refuses points that are all zero', async () => {
  await open('By points…')
  expect([apply().disabled, described(apply())]).toEqual([true, 'Give points to at least one participant.'])
  await closer.press(part('Bob'), 'Enter')
  expect([amounts(), closer.wrapper.find('.nitrolite-division').exists()]).toEqual([['0.5', '0.3', '0.2'], true])
  await closer.type(part('Alice (you)'), '2.5')
  await closer.type(part('Bob'), '2.5')
  await closer.type(part('Carol'), '5')
  expect(closer.text()).toContain('Sum of the points: 10.')
  await closer.press(part('Carol'), 'Enter')
  await settle()
  expect([amounts(), document.activeElement]).toEqual([['0.25', '0.25', '0.5'], closer.button('By points…')])
})

it('SessionCloser marks a number of points that cannot be read, and says so at its field', async () => {
  await open('By points…')
  await closer.type(part('Alice (you)'), '1')
  await closer.type(part('Bob'), '-1')
  expect([part('Bob').getAttribute('aria-invalid'), described(part('Bob')), part('Alice (you)').hasAttribute('aria-invalid')])
    .toEqual(['true', 'Type a number of zero or more, such as 12.5.', false])
  expect([apply().disabled, described(apply())]).toEqual([true, 'Correct the marked number first.'])
})

it('SessionCloser closes the fields for percentages with Escape, and changes nothing', async () => {
  await open('By percent…')
  await closer.type(part('Alice (you)'), '100')
  await closer.press(part('Alice (you)'), 'Escape')
  await settle()
  expect([amounts(), closer.wrapper.find('.nitrolite-division').exists(), closer.wrapper.emitted('commit')]).toEqual([['0.5', '0.3', '0.2'], false, undefined])
  expect(document.activeElement).toBe(closer.button('By percent…'))
})

it('SessionCloser leaves a locked row as it is when an asset is divided by percentages', async () => {
  closer = await mountCloser({ sessions: [three], props: { names } })
  await closer.wrapper.get('button[aria-label="Lock usdc: Bob"]').trigger('click')
  await closer.click('By percent…')
  expect(closer.text()).toContain('Locked amounts stay. These numbers divide the other 0.7 usdc.')
  expect(closer.wrapper.findAll('.nitrolite-part input')).toHaveLength(2)
  await closer.type(part('Alice (you)'), '40')
  expect(part('Carol').value).toBe('60')
  await closer.click('Apply')
  expect(amounts()).toEqual(['0.28', '0.3', '0.42'])
})

it('SessionCloser fills in the other percentage in a session of two, as the language writes it', async () => {
  await open('By percent…', [sampleSession()], { locale: 'de' })
  await closer.type(part('Bob'), '12,5')
  expect(part('Alice (you)').value).toBe('87,5')
  await closer.type(part('Bob'), '112,5')
  expect([part('Alice (you)').value, apply().disabled]).toEqual(['87,5', true])
  await closer.type(part('Bob'), '')
  expect(part('Alice (you)').value).toBe('')
  await closer.type(part('Alice (you)'), '0')
  await closer.click('Apply')
  expect(closer.wrapper.emitted<[Allocation[]]>('commit')?.at(-1)?.[0].map(({ amount }) => amount)).toEqual(['0', '1'])
})

it('SessionCloser offers percentages and points only if an app wants them and two participants are not locked', async () => {
  closer = await mountCloser({ sessions: [three], props: { names, presets: ['points'] } })
  expect(closer.wrapper.findAll('[data-preset]').map(element => element.text())).toEqual(['By points…'])
  await closer.click('By points…')
  await closer.wrapper.get('button[aria-label="Lock usdc: Bob"]').trigger('click')
  expect(closer.hasButton('Apply')).toBe(true)
  await closer.wrapper.get('button[aria-label="Lock usdc: Carol"]').trigger('click')
  expect([closer.hasButton('By points…'), closer.hasButton('Apply')]).toEqual([false, false])
})

it('SessionCloser closes the fields for points when another preset is chosen', async () => {
  await open('By points…')
  await closer.click('Equal shares')
  expect([closer.hasButton('Apply'), amounts()]).toEqual([false, ['0.333333', '0.333333', '0.333334']])
})

it('a number of a division is taken however it got into its field: filled in by the browser, composed or pasted', async () => {
  await open('By points…')
  const field = part('Alice (you)')
  const put = async (value: string, ...events: Event[]) => {
    field.value = value
    for (const event of events) field.dispatchEvent(event)
    await settle()
  }
  const sum = () => closer.text().match(/Sum of the points: \d+\./)?.[0]
  await put('3', new Event('change', { bubbles: true }))
  expect(sum()).toBe('Sum of the points: 3.')
  await put('３０', new InputEvent('input', { bubbles: true, isComposing: true }))
  expect([sum(), field.value]).toEqual(['Sum of the points: 3.', '３０'])
  await put('３０', new CompositionEvent('compositionend', { bubbles: true }))
  expect(sum()).toBe('Sum of the points: 30.')
  field.select()
  const paste = Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData: { getData: () => '5\n125' } })
  await put(field.value, paste)
  expect([paste.defaultPrevented, field.getAttribute('aria-invalid'), apply().disabled]).toEqual([true, 'true', true])
})

it('the beginning of a number is marked in a division only when its field is left, and is never applied', async () => {
  await open('By percent…')
  await closer.type(part('Bob'), '100')
  const field = part('Alice (you)')
  await closer.type(field, '.')
  expect([field.getAttribute('aria-invalid'), apply().disabled]).toEqual([null, true])
  field.dispatchEvent(new FocusEvent('blur'))
  await settle()
  expect([field.getAttribute('aria-invalid'), described(field)]).toEqual(['true', 'Type a number of zero or more, such as 12.5.'])
  await closer.type(field, '.0')
  expect([field.getAttribute('aria-invalid'), apply().disabled]).toEqual([null, false])
})

it.each([['1250 points', '1250'], ['1.25 points', '1.25']])('a number of a division that can be read in two ways offers both readings (%s)', async (meaning, expected) => {
  await open('By points…', [three], { locale: 'de-CH' })
  const field = part('Alice (you)')
  await closer.type(field, '1,250')
  expect([field.getAttribute('aria-invalid'), apply().disabled]).toEqual(['true', true])
  expect(described(field)).toContain('can be read in two ways')
  await closer.click(meaning)
  expect([field.value, field.getAttribute('aria-invalid'), apply().disabled]).toEqual([expected, null, false])
})
