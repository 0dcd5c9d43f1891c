import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
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
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {string} output
 * @property {string[]} [failures] a line for each failed test, if tests are counted
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

/** One line about a failed test, or about a file that failed without a failed test. */
const lineOf = (root, file, test, message = '') => `${relative(root, file)}${test ? ` > ${test}` : ''}: ${stripVTControlCharacters(message).trim().split('\n')[0]}`

/**
 * Counts the tests in Vitest's JSON report. A file that failed without a failed test (because it could not be loaded or set
 * up) counts as one failure. So does a run that failed for any other reason, or that ran no test.
 * @param {string} root @param {{ code: number, output: string }} run @param {string} reportFile
 * @returns {Promise<Outcome>}
 */
async function countTests(root, { code, output }, reportFile) {
  const { testResults = [] } = JSON.parse(await readFile(reportFile, 'utf8').catch(() => '{}'))
  let passed = 0
  const failures = []
  for (const { name, status, message, assertionResults } of testResults) {
    const failed = assertionResults.filter(test => test.status === 'failed')
    passed += assertionResults.filter(test => test.status === 'passed').length
    failures.push(...failed.map(test => lineOf(root, name, test.fullName, test.failureMessages[0])))
    if (status === 'failed' && failed.length === 0) failures.push(lineOf(root, name, undefined, message))
  }
  if (failures.length === 0 && code !== 0) failures.push(`Vitest ended with exit code ${code}`)
  if (failures.length === 0 && passed === 0) failures.push('no test ran')
  return { passed, failed: failures.length, output: failuresOf(output), failures }
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
  if (counted) return countTests(root, run, `${report}.json`)
  const failed = run.code === 0 ? 0 : 1
  return { passed: 1 - failed, failed, output: lastLines(run.output) }
}
