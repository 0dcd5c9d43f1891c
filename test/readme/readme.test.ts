import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { NitroliteError } from '../../src/core/errors/errors'
import { ERROR_TABLE, type NitroliteErrorCode } from '../../src/core/errors/table'
import { errorPage } from '../../scripts/errorList'
import { llmsText } from '../../scripts/llmsText'
import { assertFreshBuild } from '../package/support/freshBuild'
import { manifest, ROOT } from '../package/support/manifest'
import { codeBlocks, type CodeBlock } from './codeBlocks'
import { runBlock } from './runBlock'
import { fileOf, typeCheck } from './typeCheck'

const readme = await readFile(join(ROOT, 'README.md'), 'utf8')
const errors = await readFile(join(ROOT, 'docs/errors.md'), 'utf8')
const blocks = codeBlocks(readme)
const inLanguages = (...languages: string[]): CodeBlock[] => blocks.filter(block => languages.includes(block.language))

beforeAll(assertFreshBuild)

describe('code of the README', () => {
  const typed = inLanguages('ts', 'vue')
  let complaints: string[] = []

  beforeAll(async () => {
    complaints = await typeCheck(typed, 'readme')
  })

  test('every code block of the README is in a language that this test checks', () => {
    const checked = ['ts', 'vue', 'sh', 'html']
    expect(blocks.filter(({ language }) => !checked.includes(language)).map(({ line }) => `line ${line}`)).toEqual([])
  })

  test('the compiler reports no error outside the code blocks of the README', () => {
    const files = typed.map(fileOf)
    expect(complaints.filter(line => !files.some(file => line.startsWith(`${file}(`)))).toEqual([])
  })

  test.for(typed)('the $language block in line $line of the README compiles against the package', (block) => {
    expect(complaints.filter(line => line.startsWith(`${fileOf(block)}(`))).toEqual([])
  })

  test.for(typed.filter(({ code }) => code.includes('// runs')))('the block in line $line of the README runs, and closes the session if it uses one', async (block) => {
    expect(await runBlock(block)).toMatchObject({ exitCode: 0, stderr: '', closed: block.code.includes('SESSION_ID') })
  })
})

describe('commands of the README', () => {
  const commands = inLanguages('sh')
    .flatMap(({ code }) => code.split(/\n|&&/))
    .map(command => command.replace(/#.*/, '').trim())
    .filter(command => command !== '')

  /** Packages that an app installs. */
  const packages = [manifest.name, ...Object.keys(manifest.peerDependencies)]

  test('the README shows how to start the playground and the tests', () => {
    expect(readme).toContain('npm install && npm run play')
    expect(readme).toContain('npm install && npm test')
  })

  test.for(commands)('the command “%s” of the README exists', (command) => {
    const [program, verb, ...rest] = command.split(/\s+/)
    expect(program).toBe('npm')
    if (verb === 'run') expect(Object.keys(manifest.scripts)).toContain(rest[0])
    else if (verb === 'test') expect(manifest.scripts.test).toBeDefined()
    else if (verb === 'install') expect(packages).toEqual(expect.arrayContaining(rest))
    else expect.fail(`npm ${verb} is not checked here`)
  })
})

describe('generated pages', () => {
  test('docs/public/llms.txt is exactly what `npm run docs` writes from the pages', async () => {
    expect(await llmsText(pathToFileURL(join(ROOT, 'docs/')))).toBe(await readFile(join(ROOT, 'docs/public/llms.txt'), 'utf8'))
  })

  test('llms.txt describes every guide with a whole sentence', async () => {
    const text = await llmsText(pathToFileURL(join(ROOT, 'docs/')))
    const guides = text.split('\n').filter(line => line.includes('](/guide/'))
    expect(guides.filter(line => !/\): .+ .+\.$/.test(line))).toEqual([])
  })
})

describe('list of errors', () => {
  test('docs/errors.md is exactly what `npm run docs` writes from the table of errors', () => {
    expect(errorPage()).toBe(errors)
  })

  test('docs/errors.md has an anchor for the address in `docs` of each error', () => {
    const codes = Object.keys(ERROR_TABLE) as NitroliteErrorCode[]
    const anchors = codes.map(code => new URL(new NitroliteError(code).docs).hash.slice(1))
    expect(anchors.filter(anchor => !errors.includes(`<a id="${anchor}"></a>`))).toEqual([])
  })

  test('docs/errors.md is the file that `docs` of an error and the README point to', () => {
    const { origin, pathname } = new URL(new NitroliteError('NOT_CONNECTED').docs)
    expect(pathname).toBe(`/${manifest.name}/docs/errors.md`)
    expect(readme).toContain(`[docs/errors.md](${origin}${pathname})`)
  })
})
