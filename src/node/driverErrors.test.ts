import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ClientClosedError, ConnectionTimeoutError, ReconnectStrategyError, SocketClosedUnexpectedlyError, TimeoutError } from '@redis/client'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterEach, expect, it } from 'vitest'
import { problemOf, toDatabaseError } from './databaseError'
import { POSTGRES_ERRORS, REDIS_ERRORS } from './driverErrors'

const { resolve } = createRequire(import.meta.url)
const folderOf = (module: string, below = ''): string => join(dirname(resolve(module)), below)

/** All source of a client of a database. */
function sourceIn(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js'))
    .map(name => readFileSync(join(folder, name), 'utf8')).join('\n')
}

const cleanUps: (() => unknown)[] = []
afterEach(async () => { for (const cleanUp of cleanUps.splice(0)) await cleanUp() })

/** A server that accepts connections and does with them what the test says. */
async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    cleanUps.push(() => socket.destroy())
    socket.on('error', () => {})
    onSocket(socket)
  })
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done) })
  cleanUps.push(() => server.close())
  return (server.address() as AddressInfo).port
}

const thrownBy = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => { throw new Error('Nothing was thrown.') }, (thrown: unknown) => thrown)

it('every text of an error without a code is one that pg and pg-pool have in their source', () => {
  const source = sourceIn(folderOf('pg')) + readFileSync(resolve('pg-pool'), 'utf8')
  expect(Object.keys(POSTGRES_ERRORS.texts).filter(text => !source.includes(text))).toEqual([])
})

it('every text and class of an error without a code is one that ioredis or node-redis has in its source', () => {
  const source = sourceIn(folderOf('ioredis')) + sourceIn(folderOf('@redis/client', 'lib'))
  expect(Object.keys(REDIS_ERRORS.texts).filter(text => !source.includes(text) && !source.includes(text.replaceAll('\'', '\\\'')))).toEqual([])
  expect(Object.keys(REDIS_ERRORS.classes).filter(name => !source.includes(`class ${name} `))).toEqual([])
})

it('a Postgres that accepts connections and never answers is silent, for the call that connects and for those that wait for the pool', async () => {
  const pool = new pg.Pool({ host: '127.0.0.1', port: await listen(() => {}), user: 'u', password: 'p', max: 1, connectionTimeoutMillis: 100 })
  cleanUps.push(() => pool.end())
  const thrown = await Promise.all([thrownBy(pool.query('SELECT 1')), thrownBy(pool.query('SELECT 1'))])
  expect(thrown.map(each => String(each))).toEqual(['Error: Connection terminated due to connection timeout', 'Error: timeout exceeded when trying to connect'])
  expect(thrown.map(each => problemOf(each, 'Postgres'))).toEqual(['silent', 'silent'])
  expect(toDatabaseError(thrown[1], 'JOURNAL_FAILED', 'Postgres').info.fix).toContain('Make sure that the network to the database works')
})

it('a Postgres that ends connections is unreachable', async () => {
  const pool = new pg.Pool({ host: '127.0.0.1', port: await listen((socket) => { socket.end() }), user: 'u', password: 'p' })
  cleanUps.push(() => pool.end())
  expect(problemOf(await thrownBy(pool.query('SELECT 1')), 'Postgres')).toBe('unreachable')
})

it('a pool that the app has ended is not called a problem of the server', async () => {
  const pool = new pg.Pool()
  await pool.end()
  expect(problemOf(await thrownBy(pool.query('SELECT 1')), 'Postgres')).toBe('ended')
})

it('a Redis that never answers is silent for ioredis, and a client that has quit has ended', async () => {
  const redis = new Redis(await listen(() => {}), '127.0.0.1', { commandTimeout: 100, enableReadyCheck: false })
  redis.on('error', () => {})
  cleanUps.push(() => { redis.disconnect() })
  expect(problemOf(await thrownBy(redis.get('key')), 'Redis')).toBe('silent')
  redis.disconnect()
  await new Promise((done) => { redis.once('end', done) })
  expect(problemOf(await thrownBy(redis.get('key')), 'Redis')).toBe('ended')
})

it.each([
  [new ConnectionTimeoutError(), 'silent'], [new TimeoutError(), 'silent'], [new SocketClosedUnexpectedlyError(), 'unreachable'],
  [new ClientClosedError(), 'ended'],
  [new ReconnectStrategyError(new Error('given up'), Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })), 'unreachable'],
])('the error %s of node-redis, which has no code, means the problem "%s"', (thrown, problem) => {
  expect(problemOf(thrown, 'Redis')).toBe(problem)
})

it.each([null, undefined, 'text', 7, {}, Object.create(null)])('something else that was thrown (%s) means the problem "other"', (thrown) => {
  expect([problemOf(thrown, 'Postgres'), problemOf(thrown, 'Redis')]).toEqual(['other', 'other'])
})
