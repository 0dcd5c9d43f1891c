/**
 * `npm run api`: writes `docs/api/ENTRY.api.md`, one report of all exports and their types for each entry of the package, so
 * that a review shows every change of the public interface. With `--check`, a report that is out of date fails instead.
 * Build the package first.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor'

const root = fileURLToPath(new URL('..', import.meta.url))
const isCheck = process.argv.includes('--check')
const packageFile = join(root, 'package.json')
const { exports } = JSON.parse(await readFile(packageFile, 'utf8'))
const silent = { default: { logLevel: 'none' } }

/** @param {string} name @param {string} declarations path of the declarations of the entry */
function isUpToDate(name, declarations) {
  const compilerOptions = { target: 'es2022', module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'], types: ['node'], skipLibCheck: true }
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: declarations,
      compiler: { overrideTsconfig: { compilerOptions, files: [declarations] } },
      apiReport: {
        enabled: true, reportFileName: `${name}.api.md`, reportFolder: join(root, 'docs/api'), reportTempFolder: join(root, '.reports/api'),
      },
      newlineKind: 'lf',
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      // The type check and the linter report mistakes already.
      messages: { compilerMessageReporting: silent, extractorMessageReporting: silent, tsdocMessageReporting: silent },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: packageFile,
  })
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: !isCheck, messageCallback: message => { message.handled = true },
  })
  return !apiReportChanged
}

const outdated = Object.entries(exports)
  // Languages all have the same type, which the main entry exports.
  .filter(([entry, { types }]) => types && !entry.includes('*'))
  .map(([entry, { types }]) => ({ name: entry === '.' ? 'index' : entry.slice(2).replaceAll('/', '-'), declarations: join(root, types) }))
  .filter(({ name, declarations }) => !isUpToDate(name, declarations))
  .map(({ name }) => `docs/api/${name}.api.md`)

if (isCheck && outdated.length > 0) {
  console.error(`The public interface has changed. Run "npm run build && npm run api", and look at the difference in:\n${outdated.join('\n')}`)
  process.exitCode = 1
}
