import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const examples = fileURLToPath(new URL('../../examples/', import.meta.url))
const folder = resolve(examples, 'room-server')
const read = (name: string): string => readFileSync(resolve(folder, name), 'utf8')
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(match => match[1] ?? '')

const [dockerfile, compose] = [read('Dockerfile'), read('compose.yaml')]
const example = JSON.parse(read('package.json')) as { scripts: Record<string, string>, dependencies: Record<string, string> }
const library = JSON.parse(readFileSync(resolve(examples, '../package.json'), 'utf8')) as { bin: Record<string, string>, engines: { node: string }, scripts: Record<string, string> }
/** What `npm run examples:pack` makes. It is not in the repository. */
const PACKED = 'vue-nitrolite.tgz'

it('the Dockerfile of the room server copies files that exist in its build context', () => {
  const sources = found(dockerfile, /^COPY (?!--from)(.+) \S+$/gm).flatMap(names => names.split(' '))
  expect(sources).toContain(PACKED)
  expect(sources.filter(name => name !== PACKED && !existsSync(resolve(examples, name)))).toEqual([])
  // The lock file finds the packed library beside the folder of the example, in the container too.
  expect(example.dependencies['vue-nitrolite']).toBe(`file:../${PACKED}`)
  expect(dockerfile).toContain(`COPY ${PACKED} /app/\n`)
  expect(found(dockerfile, /^WORKDIR (.+)$/gm)).toEqual(['/app/room-server', '/app/room-server'])
  expect(readFileSync(resolve(examples, '../scripts/examples.mjs'), 'utf8')).toContain(PACKED)
})

it('the room server builds in its container with scripts that exist, and needs no packed library with a certain checksum', () => {
  expect(found(dockerfile, /^RUN npm run ([\w:]+)/gm).filter(name => !(name in example.scripts))).toEqual([])
  const named = found(`${dockerfile}\n${read('README.md')}`, /npm run ([\w:]+)/g)
  expect(named.filter(name => !(name in example.scripts) && !(name in library.scripts))).toEqual([])
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, object> }
  expect(lock.packages['node_modules/vue-nitrolite']).not.toHaveProperty('integrity')
})

it('the containers of the room server run programs that exist, on a Node.js that the library supports', () => {
  const programs = [...found(dockerfile, /^CMD \["node", "([^"]+)"\]$/gm), ...found(compose, /^ +command: node (\S+)/gm)]
  expect(programs).toHaveLength(5)
  const isThere = (name: string): boolean => name === 'node_modules/.bin/vue-nitrolite' ? 'vue-nitrolite' in library.bin : existsSync(resolve(folder, name))
  expect(programs.filter(name => !isThere(name))).toEqual([])
  expect(found(dockerfile, /^FROM node:(\d+)/gm)).toEqual(['20', '20'])
  expect(library.engines.node).toMatch(/^>=20\./)
  expect(resolve(folder, found(compose, /^ +context: (.+)$/gm)[0] ?? '')).toBe(resolve(examples))
  expect(existsSync(resolve(examples, found(compose, /^ +dockerfile: (.+)$/gm)[0] ?? ''))).toBe(true)
})

it('the containers of the room server set only variables that its programs read, and publish the ports on which they listen', () => {
  const programs = readdirSync(resolve(folder, 'server')).filter(name => name.endsWith('.js')).map(name => read(`server/${name}`)).join('\n')
  const set = found(compose, /(?:^|[{,]) *([A-Z][A-Z_]+): /gm).filter(name => name !== 'POSTGRES_PASSWORD')
  expect(set).toContain('DATABASE_URL')
  expect(set.filter(name => !new RegExp(`\\b${name}\\b`).test(programs))).toEqual([])
  const ports = found(compose, /"127\.0\.0\.1:(\d+):\d+"/g)
  const wanted = found(compose, /(?:localhost|127\.0\.0\.1):(\d+)\b(?!:)/g)
  expect([...new Set(ports)].sort()).toEqual([...new Set(wanted)].sort())
  expect(programs).toContain(`PORT = '8080'`)
})

it('the containers of the room server give a worker more time to stop than it takes, and have a secret that is long enough', () => {
  const [timeout = 0] = found(read('server/worker.js'), /closer\.stop\(\{ timeout: ([\d_]+) \}\)/g).map(text => Number(text.replaceAll('_', '')))
  const [grace = 0] = found(compose, /stop_grace_period: (\d+)s/g).map(seconds => Number(seconds) * 1_000)
  expect(timeout).toBeGreaterThan(0)
  expect(grace).toBeGreaterThan(timeout)
  expect((found(compose, /LOGIN_SECRET: (.+)$/gm)[0] ?? '').length).toBeGreaterThanOrEqual(32)
})
