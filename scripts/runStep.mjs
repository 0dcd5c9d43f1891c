import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/**
 * @typedef {object} Step one part of the whole check
 * @property {string} name
 * @property {string[]} command npm script and its arguments
 * @property {boolean} [counted] whether its tests count one by one, not the whole as one check
 * @property {boolean} [shown] whether its output matters when it passes, too
 * @property {string} [reports] folder with texts that its tests write for people to read
 * @property {string} [needs] a step without which this one says nothing
 *
 * @typedef {{ passed: number, failed: number, output: string }} Outcome
 */

/** Lines of one failure, and of the output of a failed step, that are printed; `.reports/` has them all. */
const FAILURE_LINES = 30
const OUTPUT_LINES = 80

/** @param {string} root @param {string[]} command @returns {Promise<{ code: number, output: string }>} */
function runScript(root, [script, ...args]) {
  return new Promise(done => {
    const child = spawn('npm', ['run', '--silent', script, '--', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    })
    const chunks = []
    child.stdout.on('data', chunk => chunks.push(chunk))
    child.stderr.on('data', chunk => chunks.push(chunk))
    child.on('error', error => done({ code: 1, output: String(error) }))
    child.on('close', code => done({ code: code ?? 1, output: stripVTControlCharacters(Buffer.concat(chunks).toString()) }))
  })
}

const ending = text => text.trimEnd().split('\n').slice(-OUTPUT_LINES).join('\n')

/** The failures as Vitest tells them, each with its first lines. */
function failuresOf(output) {
  const began = output.search(/^⎯+ (Failed|Unhandled)/m)
  if (began < 0) return ending(output)
  return output.slice(began, output.lastIndexOf('\n Test Files '))
    .split(/^⎯+\[\d+\/\d+\]⎯+$/m)
    .map(failure => failure.trim().split('\n').slice(0, FAILURE_LINES).join('\n'))
    .join('\n\n')
}

/**
 * Counts from Vitest's own report. A file that failed without a failed test (it could not be loaded or set up)
 * counts as one failure; so does a run that failed for any other reason, or that ran nothing.
 * @param {{ code: number, output: string }} run @param {string} file
 * @returns {Promise<Outcome>}
 */
async function countTests({ code, output }, file) {
  const { testResults = [] } = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'))
  let passed = 0
  let failed = 0
  for (const { status, assertionResults } of testResults) {
    const failures = assertionResults.filter(test => test.status === 'failed').length
    passed += assertionResults.filter(test => test.status === 'passed').length
    failed += status === 'failed' ? Math.max(1, failures) : failures
  }
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1
  return { passed, failed, output: failuresOf(output) }
}

/** @param {string} root @param {Step} step @returns {Promise<Outcome>} */
export async function runStep(root, { name, command, counted }) {
  const reports = join(root, '.reports')
  const report = join(reports, name.replaceAll(' ', '-'))
  await mkdir(reports, { recursive: true })
  await rm(`${report}.json`, { force: true })
  const reporters = counted ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}.json`] : []
  const run = await runScript(root, [...command, ...reporters])
  await writeFile(`${report}.log`, run.output)
  if (counted) return countTests(run, `${report}.json`)
  const failed = run.code === 0 ? 0 : 1
  return { passed: 1 - failed, failed, output: ending(run.output) }
}
