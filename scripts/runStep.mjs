import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * @typedef {object} Step one part of the whole check
 * @property {string} name
 * @property {string[]} command npm script and its arguments
 * @property {boolean} [counted] whether its tests count one by one, not the whole as one check
 * @property {boolean} [shown] whether its output matters when it passes, too
 * @property {string} [needs] a step without which this one says nothing
 *
 * @typedef {{ passed: number, failed: number, output: string }} Outcome
 */

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
    child.on('close', code => done({ code: code ?? 1, output: Buffer.concat(chunks).toString() }))
  })
}

/**
 * Counts from Vitest's own report. A file that could not be loaded holds no tests and counts as one failure; so
 * does a run that failed for any other reason, or that ran nothing.
 * @param {string} file @param {number} code
 */
async function countTests(file, code) {
  const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'))
  const unloaded = (report.testResults ?? [])
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
  const passed = report.numPassedTests ?? 0
  const failed = (report.numFailedTests ?? 0) + unloaded.length
  const nothingSaid = failed === 0 && (code !== 0 || passed === 0)
  return { passed, failed: nothingSaid ? 1 : failed }
}

/** @param {string} root @param {Step} step @returns {Promise<Outcome>} */
export async function runStep(root, { name, command, counted }) {
  if (!counted) {
    const { code, output } = await runScript(root, command)
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output }
  }
  const file = join(root, '.reports', `${name.replaceAll(' ', '-')}.json`)
  await mkdir(dirname(file), { recursive: true })
  await rm(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { code, output } = await runScript(root, [...command, ...reporters])
  return { ...await countTests(file, code), output }
}
