import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/**
 * @typedef {object} Step one check of `npm test`
 * @property {string} name
 * @property {string[]} command npm script and its arguments
 * @property {boolean} [counted] whether to count its tests one by one; otherwise the step counts as one check
 * @property {boolean} [shown] whether to print its output even if it passes
 * @property {string} [reports] folder of the summaries that its tests write for people to read
 * @property {string} [needs] name of the step that must pass before this one can run
 *
 * @typedef {{ passed: number, failed: number, output: string }} Outcome
 */

/** How many lines of a failure, and of the output of a failed step, are printed; `.reports/` has all of them. */
const FAILURE_LINES = 30
const OUTPUT_LINES = 80

/** @param {string} root @param {string[]} command @returns {Promise<{ code: number, output: string }>} */
function runScript(root, [script, ...args]) {
  return new Promise(resolve => {
    const child = spawn('npm', ['run', '--silent', script, '--', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    })
    const chunks = []
    child.stdout.on('data', chunk => chunks.push(chunk))
    child.stderr.on('data', chunk => chunks.push(chunk))
    child.on('error', error => resolve({ code: 1, output: String(error) }))
    child.on('close', code => resolve({ code: code ?? 1, output: stripVTControlCharacters(Buffer.concat(chunks).toString()) }))
  })
}

const lastLines = text => text.trimEnd().split('\n').slice(-OUTPUT_LINES).join('\n')

/** The failures in the output of Vitest, each shortened to its first lines. */
function failuresOf(output) {
  const start = output.search(/^⎯+ (Failed|Unhandled)/m)
  if (start < 0) return lastLines(output)
  return output.slice(start, output.lastIndexOf('\n Test Files '))
    .split(/^⎯+\[\d+\/\d+\]⎯+$/m)
    .map(failure => failure.trim().split('\n').slice(0, FAILURE_LINES).join('\n'))
    .join('\n\n')
}

/**
 * Counts the tests in Vitest's JSON report. A file that failed without a failed test (because it could not be loaded or set
 * up) counts as one failure. So does a run that failed for any other reason, or that ran no test.
 * @param {{ code: number, output: string }} run @param {string} reportFile
 * @returns {Promise<Outcome>}
 */
async function countTests({ code, output }, reportFile) {
  const { testResults = [] } = JSON.parse(await readFile(reportFile, 'utf8').catch(() => '{}'))
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
  return { passed: 1 - failed, failed, output: lastLines(run.output) }
}
