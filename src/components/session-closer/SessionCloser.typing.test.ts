import { afterEach, describe, expect, it } from 'vitest'
import { mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { ALICE, BOB, sampleSession } from '../../../test/helpers/sampleSession'

let closer: MountedCloser
const yours = () => closer.field('Your allocation')
const values = () => [yours().value, closer.field('Counterparty allocation').value]
const close = () => closer.button('Close application session')
const problem = () => closer.wrapper.find('.nitrolite-problem')
const readings = () => closer.wrapper.findAll('.nitrolite-meaning').map(button => button.text())

/** A session of 2000.5 usdc. */
const large = () => sampleSession({
  assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '2000.5' }],
  allocations: [{ participant: ALICE, asset: 'usdc', amount: '1500.5' }, { participant: BOB, asset: 'usdc', amount: '500' }],
})
const mountIn = async (locale: string) => { closer = await mountCloser({ sessions: [large()], props: { locale } }) }

afterEach(() => closer.wrapper.unmount())

describe('an amount that can be read in two ways', () => {
  it('the typed amount “1,000” is marked, changes nothing and offers both readings if the locale does not decide', async () => {
    await mountIn('de-CH')
    await closer.type(yours(), '1,000')
    expect(values()).toEqual(['1,000', '500'])
    expect(problem().text()).toContain('This amount can be read in two ways.')
    expect(readings()).toEqual(['1000 usdc', '1 usdc'])
    expect(close().disabled).toBe(true)
    yours().blur()
    await settle()
    expect(values()).toEqual(['1,000', '500'])
  })

  it.each([['1000 usdc', ['1000', '1000.5']], ['1 usdc', ['1', '1999.5']]])('the button “%s” of an ambiguous amount gives exactly that amount', async (text, expected) => {
    await mountIn('de-CH')
    await closer.type(yours(), '1,000')
    await closer.click(text)
    expect(values()).toEqual(expected)
    expect(problem().exists()).toBe(false)
    expect(close().disabled).toBe(false)
    expect(document.activeElement).toBe(yours())
    yours().blur()
    await settle()
    expect(values()).toEqual(expected)
  })

  it('the chosen reading with three decimals keeps them, also after the field was left', async () => {
    await mountIn('fr')
    await closer.type(yours(), '1.234')
    expect(readings()).toEqual(['1234 usdc', '1,234 usdc'])
    await closer.click('1,234 usdc')
    yours().blur()
    yours().focus()
    yours().blur()
    await settle()
    expect(closer.wrapper.emitted<[{ amount: string }[]]>('update:allocations')?.at(-1)?.[0].map(({ amount }) => amount)).toEqual(['1.234', '1999.266'])
  })

  it('an ambiguous amount that the person decides to read as more than the session holds is marked, and never reduced', async () => {
    closer = await mountCloser({ props: { locale: 'de-CH' } })
    await closer.type(yours(), '1,000')
    await closer.click('1000 usdc')
    expect(values()).toEqual(['1000', '0.3'])
    expect(problem().text()).toContain('more than there is to give')
  })

  it.each([['en-US', ['1000', '1000.5']], ['de-DE', ['1', '1999,5']]])('the locale %s decides what “1,000” means', async (locale, expected) => {
    await mountIn(locale)
    await closer.type(yours(), '1,000')
    yours().blur()
    await settle()
    expect(values()).toEqual(expected)
  })

  it('SessionCloser asks what “1,000” means if the locale prop is not a language', async () => {
    await mountIn('not a language')
    await closer.type(yours(), '1,000')
    expect(readings()).toHaveLength(2)
  })

  it('every amount of SessionCloser has a decimal comma in a language with a decimal comma', async () => {
    await mountIn('de')
    expect(values()).toEqual(['1500,5', '500'])
    expect(closer.text()).toContain('total 2000,5')
    await closer.click('Half')
    expect(values()).toEqual(['1000,25', '1000,25'])
    await closer.click('Close application session')
    expect(closer.text()).toContain('You receive 1000,25 usdc and 0x3C44…93BC receives 1000,25 usdc. Compared with the current split, you get 500,25 usdc less.')
    await closer.click('Confirm and close')
    expect(closer.client.started[0]?.request.allocations.map(({ amount }) => amount)).toEqual(['1000.25', '1000.25'])
  })
})

describe('while a person types', () => {
  it.each(['', '.', '-'])('the typed text “%s” is marked only after the field was left, unless it cannot become an amount', async text => {
    closer = await mountCloser()
    await closer.type(yours(), text)
    expect(problem().exists()).toBe(text === '-')
    expect(close().disabled).toBe(true)
    yours().blur()
    await settle()
    expect(problem().exists()).toBe(true)
    expect(values()).toEqual([text, '0.3'])
  })

  it('a hint about a missing amount replaces the line about signatures, so that nothing on the page moves', async () => {
    closer = await mountCloser()
    await closer.type(yours(), '')
    const reason = document.getElementById(close().getAttribute('aria-describedby') ?? '')
    expect(reason?.textContent.trim()).toBe('Enter every amount first.')
    expect(reason?.className).toBe('nitrolite-signatures')
    expect(closer.wrapper.find('.nitrolite-blocker').exists()).toBe(false)
  })

  it('an amount field names the character that is not accepted', async () => {
    closer = await mountCloser()
    await closer.type(yours(), '$0.5')
    expect(problem().text()).toBe('This is not a valid amount. Use digits only, without “$”.')
  })

  it.each(['0.5 USDC', '٠٫٥', '۰٫۵', '०.५', '０．５'])('an amount field accepts “%s”', async text => {
    closer = await mountCloser()
    await closer.type(yours(), text)
    yours().blur()
    await settle()
    expect(values()).toEqual(['0.5', '0.5'])
  })
})

describe('however a text gets into a field', () => {
  const put = async (text: string, ...events: Event[]) => {
    yours().value = text
    for (const event of events) yours().dispatchEvent(event)
    await settle()
  }
  const bubbling = (type: string) => new Event(type, { bubbles: true })

  it('a field that the browser fills in with a change event alone is read and committed', async () => {
    closer = await mountCloser()
    await put('0,25', bubbling('change'))
    expect(values()).toEqual(['0.25', '0.75'])
    expect(closer.wrapper.emitted('commit')).toHaveLength(1)
  })

  it('a text without any event is read when the field is left', async () => {
    closer = await mountCloser()
    yours().focus()
    await put('0.25')
    yours().blur()
    await settle()
    expect(values()).toEqual(['0.25', '0.75'])
  })

  it('a text that an input method composes is neither read nor rewritten before it is complete', async () => {
    closer = await mountCloser()
    yours().focus()
    yours().dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    await put('yi', new InputEvent('input', { bubbles: true, isComposing: true }))
    expect(values()).toEqual(['yi', '0.3'])
    expect(problem().exists()).toBe(false)
    await put('０．１', new InputEvent('input', { bubbles: true, isComposing: true }), new CompositionEvent('compositionend', { bubbles: true }))
    expect(values()).toEqual(['０．１', '0.9'])
  })

  it('a pasted amount that can be read in two ways is asked about like a typed one', async () => {
    await mountIn('fr')
    await put('1.000', new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }))
    expect(readings()).toEqual(['1000 usdc', '1 usdc'])
    await put('1.500', bubbling('change'))
    expect(readings()).toEqual(['1500 usdc', '1,5 usdc'])
  })

  it('a change event after typing does not commit twice', async () => {
    closer = await mountCloser()
    await closer.type(yours(), '0.5')
    yours().dispatchEvent(bubbling('change'))
    yours().blur()
    await settle()
    expect(closer.wrapper.emitted('commit')).toHaveLength(1)
  })
})

it('the amount that follows from a text which cannot be read is crossed out until the text can be read', async () => {
  closer = await mountCloser({ sessions: [large()] })
  const outdated = () => closer.wrapper.findAll('[data-outdated] input').map(({ element }) => (element as HTMLInputElement).value)
  await closer.type(yours(), '12')
  expect(outdated()).toEqual([])
  await closer.type(yours(), '12abc')
  expect(values()).toEqual(['12abc', '1988.5'])
  expect(outdated()).toEqual(['1988.5'])
  await closer.type(yours(), '12.5')
  expect(values()).toEqual(['12.5', '1988'])
  expect(outdated()).toEqual([])
})

describe('pasting several values into one field', () => {
  const paste = async (text: string) => {
    const event = new Event('paste', { bubbles: true, cancelable: true })
    Object.assign(event, { clipboardData: { getData: () => text } })
    yours().focus()
    yours().select()
    yours().dispatchEvent(event)
    await settle()
    return event.defaultPrevented
  }

  it.each(['5\n125', '5\r\n125\r\n', '1\n2'])('two lines, pasted as %j, are marked and change nothing', async (text) => {
    await mountIn('en-US')
    expect(await paste(text)).toBe(true)
    expect(values()[1]).toBe('500')
    expect(problem().text()).toContain('U+0009')
    yours().blur()
    await settle()
    expect([values()[1], close().disabled]).toEqual(['500', true])
  })

  it('one line with a line break at its end is left to the browser', async () => {
    await mountIn('en-US')
    expect(await paste('5\n')).toBe(false)
  })
})
