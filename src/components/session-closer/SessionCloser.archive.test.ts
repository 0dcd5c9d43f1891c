import { afterEach, describe, expect, it } from 'vitest'
import { advance, mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { sampleId, sampleSession } from '../../../test/helpers/sampleSession'
import { describeError } from '../../core/errors/errors'

let closer: MountedCloser

afterEach(() => { closer.wrapper.unmount() })

describe('a closing whose node speaks another protocol now', () => {
  const cutOff = async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'unknown')
    expect(closer.hasButton('Archive this closing…')).toBe(false)
    closer.client.started[0]?.progress.update({ error: describeError('PROTOCOL_CHANGED') })
    await settle()
  }

  it('a closing that can never be resolved is archived only after the person has confirmed in explicit words', async () => {
    await cutOff()
    expect(closer.text()).toContain('The node now speaks a different protocol.')
    await closer.click('Archive this closing…')
    expect(closer.text()).toContain('This session may have been paid, or may still be paid')
    expect(document.activeElement?.textContent).toBe('Stop looking for the outcome?')
    expect(closer.client.started[0]?.state).toBe('confirming')
    await closer.click('Archive without knowing the outcome')
    expect(closer.client.started[0]?.error?.code).toBe('CLOSING_ARCHIVED')
    expect(closer.wrapper.emitted('failed')).toMatchObject([[{ code: 'CLOSING_ARCHIVED' }]])
    expect(closer.wrapper.get('h3').text()).toBe('Closing archived')
    expect(closer.text()).not.toContain('not closed')
    expect(closer.text()).not.toContain('nothing was paid out')
    expect(closer.wrapper.get('[aria-live]').text()).toContain('You have archived this closing')
    await closer.click('Back to editing')
    await closer.startClosing()
    expect(closer.client.started).toHaveLength(2)
  })

  it('a person who does not confirm the archiving keeps the closing and the focus', async () => {
    await cutOff()
    await closer.click('Archive this closing…')
    await closer.click('Keep waiting')
    expect(document.activeElement?.textContent).toBe('Archive this closing…')
    await closer.click('Archive this closing…')
    await closer.press(closer.button('Keep waiting'), 'Escape')
    expect(closer.hasButton('Archive this closing…')).toBe(true)
    expect(closer.client.started[0]?.state).toBe('confirming')
  })

  it('a tab that only shows the closing of another tab does not offer to archive it', async () => {
    await cutOff()
    closer.client.started[0]?.progress.update({ isElsewhere: true })
    await settle()
    expect(closer.hasButton('Archive this closing…')).toBe(false)
  })

  it('an archived closing of a session that the node lists as closed is not called refused', async () => {
    await cutOff()
    await closer.click('Archive this closing…')
    closer.client.known.set(sampleId(), sampleSession({ status: 'closed', assets: [], allocations: [] }))
    await closer.click('Archive without knowing the outcome')
    await settle()
    expect(closer.state()).toBe('ended')
    expect(closer.text()).not.toContain('Your request was not carried out')
  })
})
