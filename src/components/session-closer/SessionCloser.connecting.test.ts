import { afterEach, describe, expect, it } from 'vitest'
import { createFakeClient } from '../../../test/helpers/fakeClient'
import { advance, mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { ALICE, BOB, sampleSession } from '../../../test/helpers/sampleSession'
import { describeError, NitroliteError } from '../../core/errors/errors'

let closer: MountedCloser
const idle = (sessions = [sampleSession()]) => createFakeClient(sessions, { status: 'idle', account: null })

afterEach(() => closer.wrapper.unmount())

describe('a login', () => {
  it('a login that the person declines reads “You declined to log in”, and Connect asks the wallet again', async () => {
    const client = idle()
    client.answers.get = () => Promise.reject(new NitroliteError('NOT_CONNECTED'))
    client.answers.connect = async () => {
      client.become({ status: 'authenticating' })
      await Promise.resolve()
      client.become({ status: 'closed' })
      throw new NitroliteError('WALLET_REJECTED')
    }
    closer = await mountCloser({ client })
    await closer.click('Connect')
    expect(closer.state()).toBe('loading')
    expect(closer.text()).toContain('You declined to log in.')
    expect(closer.text()).not.toContain('could not be read')
    await closer.click('Connect')
    expect(client.calls.filter(call => call === 'connect')).toHaveLength(2)
  })

  it('a login that waits for the wallet says to look there, and can be cancelled', async () => {
    const client = idle()
    client.answers.connect = () => {
      client.become({ status: 'authenticating' })
      return new Promise(() => {})
    }
    closer = await mountCloser({ client })
    client.answers.get = () => new Promise(() => {})
    await closer.click('Connect')
    expect(closer.text()).toContain('If your wallet asks, look there and confirm.')
    await closer.click('Cancel')
    expect(client.calls).toContain('disconnect')
    expect(closer.text()).toContain('Not connected to the node.')
    expect(closer.hasButton('Connect')).toBe(true)
  })

  it.each([['a session', sampleSession().id], ['no session', null]])('a person who presses Connect with the keyboard keeps a place on the page while Connect, Cancel and the fields come and go (%s)', async (_, sessionId) => {
    const client = idle()
    client.answers.connect = async () => {
      client.become({ status: 'authenticating' })
      await new Promise(resolve => { finish = () => resolve(client.become({ status: 'ready', account: ALICE })) })
    }
    let finish = (): void => {}
    if (sessionId) client.answers.get = () => new Promise(() => {})
    closer = await mountCloser({ client, props: { sessionId } })
    await closer.click('Connect')
    expect(document.activeElement).toBe(closer.button('Cancel'))
    finish()
    await settle()
    expect(closer.hasButton('Cancel')).toBe(false)
    expect(document.activeElement?.textContent).toBe('Application session')
  })

  it('a wallet that switches to another account is named with the new account, beside Connect', async () => {
    closer = await mountCloser()
    closer.client.become({ status: 'closed', account: null })
    closer.client.emit('error', new NitroliteError('WALLET_ACCOUNT_CHANGED', { account: BOB }))
    await settle()
    expect(closer.text()).toContain(`The wallet has switched to another account. It now uses ${BOB}`)
    expect(closer.hasButton('Connect')).toBe(true)
  })

  it('a login that fails says why, as far as the wallet has said why', async () => {
    closer = await mountCloser({ initial: { status: 'closed', account: null } })
    closer.client.emit('error', new NitroliteError('WALLET_FAILED', { reason: 'The device is locked' }))
    await settle()
    expect(closer.text()).toContain('The wallet could not sign. The device is locked. Nothing was signed or sent.')
    closer.client.emit('error', new NitroliteError('WALLET_FAILED'))
    await settle()
    expect(closer.text()).toContain('The wallet could not sign. Nothing was signed or sent.')
  })

  it('a closing that ends because the wallet switched to another account names the new account', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    closer.client.started[0]?.progress.end('cancelled', describeError('WALLET_ACCOUNT_CHANGED', { account: BOB }))
    await settle()
    expect(closer.text()).toContain(`It now uses ${BOB}`)
  })

  it('a login without any wallet says that the page has no wallet, instead of doing nothing', async () => {
    const client = idle()
    client.answers.connect = async () => { client.become({ status: 'open' }) }
    closer = await mountCloser({ client })
    await closer.click('Connect')
    expect(closer.text()).toContain('This page has no wallet to log in with.')
  })
})

describe('without a session', () => {
  const text = 'No active application session found.'

  it('SessionCloser without a session says that there is no active session only after the node has said so', async () => {
    const client = idle([])
    closer = await mountCloser({ client, props: { sessionId: null } })
    expect([closer.state(), closer.text().includes(text)]).toEqual(['empty', false])
    expect(closer.hasButton('Connect')).toBe(true)
    let answer = (): void => {}
    client.answers.list = () => new Promise(resolve => { answer = () => resolve([]) })
    client.become({ status: 'ready', account: ALICE })
    await settle()
    expect(closer.text()).toContain('Looking for your sessions…')
    expect(closer.text()).not.toContain(text)
    answer()
    await settle()
    expect(closer.text()).toContain(text)
  })

  it('SessionCloser without a session does not claim to look for sessions on a page without a wallet', async () => {
    const client = idle()
    client.answers.connect = async () => { client.become({ status: 'open' }) }
    closer = await mountCloser({ client, props: { sessionId: null } })
    await closer.click('Connect')
    expect(closer.text()).toContain('This page has no wallet to log in with.')
    expect(closer.text()).not.toContain('Looking for your sessions…')
    expect(closer.hasButton('Connect')).toBe(true)
  })

  it('SessionCloser without a session says that no wallet is logged in while the app only reads', async () => {
    closer = await mountCloser({ client: createFakeClient([], { status: 'open', account: null }), props: { sessionId: null } })
    expect(closer.text()).toContain('No wallet is logged in.')
    expect(closer.text()).not.toContain('Looking for your sessions…')
  })

  it('SessionCloser without a session says that a session can be chosen while there are open ones', async () => {
    closer = await mountCloser({ props: { sessionId: null } })
    expect(closer.text()).toContain('Choose a session to close.')
    expect(closer.text()).not.toContain(text)
  })

  it('SessionCloser without a session does not count closed sessions as sessions to choose', async () => {
    closer = await mountCloser({ sessions: [sampleSession({ status: 'closed' })], props: { sessionId: null } })
    expect(closer.text()).toContain(text)
  })

  it('SessionCloser without a session offers to read again when the sessions could not be read', async () => {
    const client = createFakeClient([])
    client.answers.list = () => Promise.reject(new NitroliteError('REQUEST_TIMEOUT'))
    closer = await mountCloser({ client, props: { sessionId: null } })
    expect(closer.text()).not.toContain(text)
    client.answers.list = async () => []
    await closer.click('Read again')
    expect(closer.text()).toContain(text)
  })
})

describe('a closing that waits for its wallet', () => {
  const wait = async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'unknown')
    closer.client.started[0]?.progress.update({ recovery: { phase: 'authorizing', until: null, attempts: 1, canRevoke: false } })
    await settle()
  }

  it('a closing that the node has refused has one button to cancel while the wallet is asked for a new login', async () => {
    await wait()
    closer.client.started[0]?.progress.update({ state: 'submitting', error: null })
    closer.client.become({ status: 'authenticating' })
    await settle()
    expect(closer.wrapper.findAll('button').filter(each => each.text() === 'Cancel')).toHaveLength(1)
  })

  it.each(['ready', 'open', 'closed', 'reconnecting'] as const)('a closing that waits for its wallet always has a button to log in (%s)', async status => {
    await wait()
    closer.client.become({ status, account: status === 'ready' ? ALICE : null })
    await settle()
    expect(closer.text()).toContain('Log in with the same wallet to continue.')
    await closer.click('Log in')
    expect(closer.client.calls).toContain('connect')
  })

  it('a closing that waits for its wallet can be cancelled only as a login while the wallet is asked, because the closing was sent', async () => {
    await wait()
    closer.client.become({ status: 'authenticating' })
    await settle()
    expect(closer.text()).toContain('look there and confirm')
    expect(closer.hasButton('Cancel')).toBe(true)
    await closer.click('Cancel')
    expect(closer.client.started[0]?.state).toBe('confirming')
  })

  it('a closing that waits for its wallet in another tab has a button to log in here, because that tab then makes way', async () => {
    await wait()
    closer.client.started[0]?.progress.update({ isElsewhere: true })
    closer.client.become({ status: 'open', account: null })
    await settle()
    await closer.click('Log in')
    expect(closer.client.calls).toContain('connect')
  })

  it('a closing that waits for its wallet in another tab has no button in a tab that is logged in', async () => {
    await wait()
    closer.client.started[0]?.progress.update({ isElsewhere: true })
    closer.client.become({ status: 'ready', account: ALICE })
    await settle()
    expect(closer.hasButton('Log in')).toBe(false)
  })
})

describe('while the outcome is unknown', () => {
  it('a closing of unknown outcome does not say that it is unknown whether the session is closed, once the node lists the session as closed', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'unknown')
    closer.client.known.set(sampleSession().id, sampleSession({ status: 'closed' }))
    closer.client.emit('session', sampleSession().id)
    await settle()
    expect(closer.text()).not.toContain('whether the node has closed the session')
    expect(closer.text()).toContain('The node lists the session as closed. We are still checking who was paid what')
  })

  it('a closing of unknown outcome whose close was not sent yet says that only the split is unknown', async () => {
    closer = await mountCloser({ sessions: [{ ...sampleSession(), agreesFirst: true }] })
    await closer.startClosing()
    const progress = closer.client.started[0]?.progress
    progress?.planned(['operate', 'close'], [])
    progress?.step('confirmed', 'operate', 'unknown', { state: 'confirming', error: describeError('CLOSING_UNKNOWN') })
    await settle()
    expect(closer.text()).toContain('We don’t know yet whether the node has agreed to the new split.')
  })
})
