import { expect, it } from 'vitest'
import { databaseError, problemOf, redisReplyCode, toDatabaseError } from './databaseError'

const failure = (message: string, fields: object = {}): Error => Object.assign(new Error(message), fields)

it.each([
  ['28P01', 'login'], ['28000', 'admission'], ['3D000', 'missing'], ['42P01', 'missing'], ['42501', 'right'], ['25006', 'readOnly'],
  ['53100', 'full'], ['53300', 'busy'], ['ECONNREFUSED', 'unreachable'], ['ENOTFOUND', 'host'], ['ETIMEDOUT', 'silent'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'encryption'], ['22P02', 'other'],
])('the code %s of a Postgres error means the problem "%s"', (code, problem) => {
  expect(problemOf(failure('refused', { code }), 'Postgres')).toBe(problem)
})

it.each([
  ['NOAUTH Authentication required.', 'login'], ['WRONGPASS invalid username-password pair', 'login'],
  ['NOPERM this user has no permissions to run the \'config|get\' command', 'right'], ['MOVED 12182 10.0.0.2:6379', 'cluster'],
  ['CROSSSLOT Keys in request don\'t hash to the same slot', 'cluster'], ['READONLY You can\'t write against a read only replica.', 'readOnly'],
  ['NOREPLICAS Not enough good replicas to write.', 'replicas'], ['OOM command not allowed when used memory > \'maxmemory\'.', 'full'],
  ['LOADING Redis is loading the dataset in memory', 'busy'], ['ERR unknown command \'CONFIG\'', 'other'], ['Something else happened', 'other'],
])('the reply "%s" of Redis means the problem "%s"', (message, problem) => {
  expect(problemOf(failure(message), 'Redis')).toBe(problem)
})

it('a word in capitals at the end of a message is not taken for the code of a reply of Redis', () => {
  expect(redisReplyCode(failure('NOAUTH'))).toBe('')
  expect(redisReplyCode('NOAUTH Authentication required.')).toBe('')
})

it('an error about several addresses of a host is explained by the first of them', () => {
  const thrown = new AggregateError([failure('connect ECONNREFUSED ::1:5432', { code: 'ECONNREFUSED' }), failure('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED' })])
  expect(toDatabaseError(thrown, 'JOURNAL_UNAVAILABLE', 'Postgres')).toMatchObject({
    code: 'JOURNAL_UNAVAILABLE', cause: thrown, info: { why: 'connect ECONNREFUSED ::1:5432.', data: { problem: 'unreachable' } },
  })
})

it('an error about the nodes of a Redis cluster is explained by the last of them', () => {
  const thrown = failure('Failed to refresh slots cache.', { name: 'ClusterAllFailedError', lastNodeError: failure('NOAUTH Authentication required.') })
  expect(problemOf(thrown, 'Redis')).toBe('login')
})

it('an error that says already what to do is not explained again', () => {
  const error = databaseError('JOURNAL_UNAVAILABLE', { problem: 'settings', database: 'Redis', reason: 'Redis has appendonly no.' })
  expect(toDatabaseError(error, 'JOURNAL_FAILED', 'Redis')).toBe(error)
})
