import { expect, it } from 'vitest'
import { errorOfFailure } from './socketFailure'

const URL = 'wss://node.example'
const failWith = (cause: unknown) => errorOfFailure({ closeCode: 1006, refusal: null, cause }, URL, false)

it('a failure without an error of the runtime is a CONNECTION_FAILED without a cause, as in browsers', () => {
  const error = failWith(undefined)
  expect([error.code, 'cause' in error, error.info.data]).toEqual(['CONNECTION_FAILED', false, { url: URL, closeCode: 1006 }])
})

it.each(['ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT'])(
  'the certificate error %s is found behind the general errors of the WebSocket of Node.js', code => {
    const untrusted = Object.assign(new Error('certificate problem'), { code })
    const cause = new Error('Received network error or non-101 status code.', { cause: new TypeError('fetch failed', { cause: untrusted }) })
    const error = failWith(cause)
    expect([error.code, error.cause]).toEqual(['CERTIFICATE_UNTRUSTED', cause])
    expect(error.info.why).toContain('certificate problem')
  })

it('a failure for another reason is a CONNECTION_FAILED that says the innermost reason', () => {
  const cause = new Error('Received network error or non-101 status code.', { cause: new Error('connect ECONNREFUSED') })
  expect(failWith(cause)).toMatchObject({ code: 'CONNECTION_FAILED', cause, info: { why: 'connect ECONNREFUSED.' } })
})

it('an error whose causes form a circle is looked at only a few times', () => {
  const cause: Error = new Error('circle')
  cause.cause = cause
  expect(failWith(cause).info.why).toBe('circle.')
})

it('the failure of a connection that was in use is a CONNECTION_LOST with its cause', () => {
  const cause = new Error('reset')
  expect(errorOfFailure({ closeCode: 1006, refusal: null, cause }, URL, true)).toMatchObject({ code: 'CONNECTION_LOST', cause })
})
